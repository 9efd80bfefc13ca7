import type { Journal } from '../journal/journal.ts';
import type { Queues } from '../queues/queues.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PresenceStore } from './store-presence.ts';

/** How long an agent counts as present after the last sign of life, in milliseconds. */
export const leaseLength = 45_000;
/** Milliseconds between renewals; two may fail before a lease runs out. */
const renewInterval = 15_000;
const sweepInterval = 5_000;
/** How long a node may take over returning one agent's interactions before another tries again. */
const claimLength = 30_000;

/** Who is at work. A console with an open event stream is a sign of life without end, a call of the API a short one. */
export interface Presence {
  /** A sign of life. The first one makes the agent assignable at once. */
  touch(user: string): void;
  /** A sign of life until the returned function is called. */
  connected(user: string): Cancel;
  /** Gone on purpose: what the agent has returns to its queues now. Resolves with the number of interactions. */
  leave(user: string): Promise<number>;
  start(): Promise<void>;
  /** Starts nothing more; what runs goes on. */
  close(): void;
  /** Resolves when all started work is done. */
  settled(): Promise<void>;
}

interface Here {
  streams: number;
  lastUse: number;
  /** Until when the lease on disk runs. */
  written: number;
}

export function createPresence(parts: {
  readonly store: PresenceStore;
  readonly journal: Pick<Journal, 'commit'>;
  readonly queues: Pick<Queues, 'wakeAgent' | 'requeueFrom'>;
  readonly runtime: Runtime;
  /** Names this process. */
  readonly node: string;
}): Presence {
  const { store, journal, queues, runtime, node } = parts;
  const { clock, log } = runtime;
  const here = new Map<string, Here>();
  const cancels = new Map<string, Cancel>();
  const running = new Set<Promise<void>>();
  let closed = false;

  function sign(user: string): Here {
    const now = clock.now();
    const known = here.get(user);
    if (known) {
      known.lastUse = now;
      return known;
    }
    const arrived: Here = { streams: 0, lastUse: now, written: 0 };
    here.set(user, arrived);
    track(arrive(user, arrived));
    return arrived;
  }

  function track(work: Promise<void>): void {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function arrive(user: string, arrived: Here): Promise<void> {
    try {
      await renew([[user, arrived]], clock.now());
      queues.wakeAgent(user);
    } catch (error) {
      // The next renewal tries again.
      log.warn({ err: error, user }, 'An agent came, but the presence lease could not be written.');
    }
  }

  async function renew(due: readonly (readonly [string, Here])[], now: number): Promise<void> {
    const writes = due.map(([user, { streams, lastUse }]) => {
      const until = (streams > 0 ? now : lastUse) + leaseLength;
      return { until, write: store.write(user, until, node) };
    });
    await journal.commit({ interaction: '', expects: 0, events: [], writes: writes.map(({ write }) => write) });
    for (const [index, [, one]] of due.entries()) one.written = writes[index]?.until ?? 0;
  }

  async function renewAll(): Promise<void> {
    const now = clock.now();
    const due: (readonly [string, Here])[] = [];
    for (const [user, one] of here) {
      const until = (one.streams > 0 ? now : one.lastUse) + leaseLength;
      if (until <= now) here.delete(user);
      else if (until > one.written) due.push([user, one]);
    }
    if (due.length === 0) return;
    const late = due.filter(([, one]) => one.written <= now).map(([user]) => user);
    await renew(due, now);
    for (const user of late) queues.wakeAgent(user);
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const lease of await store.due(now)) {
      // A stream is open here and only the renewal failed: the agent is not gone.
      if ((here.get(lease.user)?.streams ?? 0) > 0) continue;
      const absentUntil = now + claimLength;
      if (await store.claim(lease, absentUntil, node)) await giveBack(lease.user, absentUntil);
    }
  }

  /** A failure leaves the absence standing, and it is due again when the claim ends. */
  async function giveBack(user: string, absentUntil: number): Promise<number> {
    try {
      const returned = await queues.requeueFrom(user);
      await store.settle(user, absentUntil);
      if (returned > 0) log.info({ user, returned }, 'An agent is gone; the interactions returned to their queues.');
      return returned;
    } catch (error) {
      log.error(
        { err: error, user },
        'The interactions of an agent who is gone could not return yet; it is tried again.',
      );
      return 0;
    }
  }

  function every(name: string, interval: number, run: () => Promise<void>): void {
    if (closed) return;
    const again = async () => {
      try {
        await run();
      } catch (error) {
        log.warn({ err: error }, `The ${name} of presence leases failed; it is tried again.`);
      }
      every(name, interval, run);
    };
    cancels.set(
      name,
      clock.after(interval, () => track(again())),
    );
  }

  return {
    touch: (user) => void sign(user),
    connected(user) {
      const one = sign(user);
      one.streams += 1;
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        one.streams -= 1;
        one.lastUse = clock.now();
      };
    },
    async leave(user) {
      here.delete(user);
      const absentUntil = clock.now() + claimLength;
      const write = store.write(user, -absentUntil, node);
      await journal.commit({ interaction: '', expects: 0, events: [], writes: [write] });
      return giveBack(user, absentUntil);
    },
    async start() {
      const now = clock.now();
      await store.grace(now, now + leaseLength, node);
      every('renewal', renewInterval, renewAll);
      every('sweep', sweepInterval, sweep);
    },
    close() {
      closed = true;
      for (const cancel of cancels.values()) cancel();
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
