import type { Knex } from 'knex';
import type { Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import { mailboxKey, readMailbox } from '../mail/address.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { longestName } from '../sessions/account-name.ts';
import type { Timers } from '../timers/timers.ts';
import type { Individual, Visitors } from '../visitors/visitors.ts';
import type { Links } from './links.ts';

/** Passwords that were forgotten: a link to the account's confirmed e-mail address, good once and for an hour. */
export interface Resets {
  /**
   * Takes note that a link is wanted. What becomes of it is decided later, so neither the answer nor its time tells
   * whether there is such an account, or an address to mail to.
   * @throws IwtError `login.limited`
   */
  ask(username: string, address: string, language: string): Promise<void>;
  /** Whose link this is, if it is still good. */
  find(token: string): Promise<Individual | undefined>;
  /** Makes all links of the account good for nothing, in the transaction that changes its password. */
  drop(individual: string, trx: Knex.Transaction): Promise<void>;
  /** Uses the link up, sets the password and ends all sessions. False: the link is no good any more. */
  use(token: string, password: string): Promise<boolean>;
}

export interface ResetParts {
  readonly links: Links;
  readonly visitors: Visitors;
  readonly journal: Pick<Journal, 'commit'>;
  readonly timers: Pick<Timers, 'on' | 'write' | 'cancel'>;
  readonly attempts: Pick<Attempts, 'begin' | 'mail'>;
  readonly runtime: Runtime;
}

interface Asked {
  readonly username: string;
  readonly address: string;
  readonly language: string;
}

const kind = 'forgotten-password';

export function createResets({ links, visitors, journal, timers, attempts, runtime }: ResetParts): Resets {
  timers.on(kind, async ({ id, payload }) => {
    const { username, address, language } = payload as Asked;
    const person = await visitors.findByName(username);
    const mailboxes = person ? await visitors.mailboxes(person.id) : [];
    const mailbox = readMailbox(mailboxes.find(({ verified }) => verified)?.address ?? '');
    if (!person || mailbox === undefined) return;
    // Counted apart from other mails, and not for the address: what those allow must not tell what became of this one.
    if (!(await attempts.mail(`reset ${mailboxKey(mailbox)}`, undefined))) {
      runtime.log.info({ address }, 'A link for a new password is not mailed: there were too many mails');
      return;
    }
    const wanted = { purpose: 'reset-password', individual: person.id, mailbox, language } as const;
    await links.send({ ...wanted, writes: [timers.cancel(id)] });
  });

  async function find(token: string): Promise<Individual | undefined> {
    const link = await links.find('reset-password', token);
    return link && visitors.find(link.individual);
  }

  return {
    async ask(username, address, language) {
      // Left as it is, it counts, whether there is such an account or not.
      await attempts.begin('reset', username, address);
      const now = runtime.clock.now();
      const asked: Asked = {
        username: [...username].slice(0, longestName).join(''),
        address,
        language: language.slice(0, 200),
      };
      const id = `${kind}:${runtime.ids.bytes(16).toString('base64url')}`;
      await journal.commit({
        ...{ interaction: '', expects: 0, events: [] },
        writes: [timers.write({ id, kind, dueAt: now, payload: asked })],
      });
    },
    find,
    drop: (individual, trx) => links.drop(individual, 'reset-password', trx),
    async use(token, password) {
      const person = await find(token);
      if (!person) return false;
      return visitors.setPassword(person.id, password, 'visitor.password-reset', async (trx) => {
        const link = await links.use('reset-password', token, trx);
        if (link?.individual !== person.id) return false;
        await links.drop(person.id, 'reset-password', trx);
        return true;
      });
    },
  };
}
