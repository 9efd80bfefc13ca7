import { createHmac } from 'node:crypto';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { callerOf } from './address.ts';
import { attemptStore } from './store.ts';

/** `burst` attempts at once, then one for each `interval` (milliseconds). */
export interface Rate {
  readonly burst: number;
  readonly interval: number;
}

const minute = 60_000;

/**
 * Three buckets hold failures. Someone who guesses at one account from one address runs into `pair`; at many accounts
 * from one address, into `address`; at one account from many addresses, into `account`. An address that has signed in to the
 * account before is held up by `pair` alone, so nobody's failures elsewhere lock the owner out.
 */
export const loginRates = {
  pair: { burst: 5, interval: 3 * minute },
  address: { burst: 30, interval: minute / 2 },
  account: { burst: 50, interval: 2 * minute },
} as const satisfies Record<string, Rate>;

/** New accounts from one address. */
export const registrationRate: Rate = { burst: 60, interval: minute / 6 };

/** Mails that visitors cause: to one mailbox, and from one address. */
export const mailRates = {
  recipient: { burst: 4, interval: 15 * minute },
  address: { burst: 10, interval: 6 * minute },
} as const satisfies Record<string, Rate>;

/** An address that has not signed in for so long is forgotten. */
const rememberedFor = 180 * 24 * 60 * minute;
const purgeEvery = 10 * minute;

/** A password that is about to be checked. Left as it is, it counts as a failure. */
export interface Attempt {
  /** The password was right: nothing counts, and the address is remembered for the account. */
  succeeded(): Promise<void>;
  /** It could not be checked: nothing counts. */
  undo(): Promise<void>;
}

export interface Attempts {
  /**
   * Takes a place before the work is done, so that many attempts at once cannot all slip through.
   * @param account as typed, known or not; letter case does not count. Of a callback: its number. `reset`: a
   *   visitor's account whose password is said to be forgotten
   * @throws IwtError `login.limited`; `details.retryAfter` says in how many seconds a place is free
   */
  begin(world: 'agent' | 'visitor' | 'callback' | 'reset', account: string, address: string): Promise<Attempt>;
  /** Counts a registration from this address. @throws IwtError `login.limited` */
  registration(address: string): Promise<void>;
  /** Counts a mail to this mailbox that somebody at this address wants sent; false: there were too many, and nothing counts. */
  mail(mailbox: string, address: string | undefined): Promise<boolean>;
}

/** `secret` keys the digests under which accounts and addresses are kept, so that the tables tell nobody's whereabouts. */
export function createAttempts(parts: {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly secret: () => Promise<string>;
}): Attempts {
  const { clock } = parts.runtime;
  const store = attemptStore(parts.database);
  let purgeAt = 0;

  async function keyed(...words: string[]): Promise<string> {
    return createHmac('sha256', await parts.secret())
      .update(JSON.stringify(words))
      .digest('base64url');
  }

  async function hasRoom(key: string, rate: Rate, now: number): Promise<boolean> {
    if (now >= purgeAt) {
      purgeAt = now + purgeEvery;
      await store.purge(now, now - rememberedFor);
    }
    return store.take(key, rate, now);
  }

  async function take(key: string, rate: Rate): Promise<void> {
    const now = clock.now();
    if (await hasRoom(key, rate, now)) return;
    const fullUntil = (await store.fullUntil(key)) ?? now;
    const free = fullUntil - (rate.burst - 1) * rate.interval;
    const retryAfter = Math.max(1, Math.ceil((free - now) / 1000));
    throw new IwtError('login.limited', 'There were too many attempts. Please try again later.', { retryAfter });
  }

  return {
    async begin(world, account, address) {
      const name = accountKey(account);
      const caller = callerOf(address);
      const pair = await keyed(world, 'pair', name, caller);
      const buckets: { key: string; rate: Rate }[] = [{ key: pair, rate: loginRates.pair }];
      if (!(await store.knows(pair))) {
        buckets.push({ key: await keyed(world, 'address', caller), rate: loginRates.address });
        buckets.push({ key: await keyed(world, 'account', name), rate: loginRates.account });
      }
      const taken: typeof buckets = [];
      const undo = async () => {
        for (const { key, rate } of taken.splice(0)) await store.giveBack(key, rate.interval);
      };
      try {
        for (const bucket of buckets) {
          await take(bucket.key, bucket.rate);
          taken.push(bucket);
        }
      } catch (error) {
        await undo();
        throw error;
      }
      return {
        undo,
        async succeeded() {
          await undo();
          await store.empty(pair);
          await store.remember(pair, clock.now());
        },
      };
    },

    async registration(address) {
      await take(await keyed('registration', callerOf(address)), registrationRate);
    },

    async mail(mailbox, address) {
      const now = clock.now();
      const sender = address === undefined ? undefined : await keyed('mail', 'address', callerOf(address));
      if (sender !== undefined && !(await hasRoom(sender, mailRates.address, now))) return false;
      if (await hasRoom(await keyed('mail', 'recipient', mailbox), mailRates.recipient, now)) return true;
      if (sender !== undefined) await store.giveBack(sender, mailRates.address.interval);
      return false;
    },
  };
}
