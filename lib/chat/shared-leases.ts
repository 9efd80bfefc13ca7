import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Session } from './sessions.ts';
import type { ChatStore } from './store.ts';

/** Leases renewed at one tick; the others wait for the next round. */
const MAX_RENEWED = 256;

/** What nodes tell each other about visitors through the database, because a word on the bus may get lost. */
export interface SharedLeases {
  /** Makes sure that other nodes know how long this visitor counts as being here. Written with `flush`. */
  renew(session: Session, now: number): void;
  /** The chat has ended: nobody needs to know any more. */
  release(session: Session): void;
  flush(): void;
  /** Until when any node takes these visitors as being there; absent: none has said so. */
  untilOf(interactions: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface SharedLeaseParts {
  readonly journal: Pick<Journal, 'commit'>;
  readonly store: Pick<ChatStore, 'leaseWrite' | 'leaseDelete' | 'leases'>;
  readonly runtime: Runtime;
  readonly goneAfter: number;
}

/** A third of a lease is used up before it is renewed, so that a visitor who polls costs a write now and then. */
export function createSharedLeases({ journal, store, runtime, goneAfter }: SharedLeaseParts): SharedLeases {
  let due = new Map<Session, number>();
  let writing = false;

  function note(session: Session, until: number): void {
    if (!writing && due.size < MAX_RENEWED) due.set(session, until);
  }

  async function write(batch: ReadonlyMap<Session, number>): Promise<void> {
    const writes = [...batch].map(([{ interaction }, until]) =>
      until === 0 ? store.leaseDelete(interaction) : store.leaseWrite(interaction, until),
    );
    try {
      await journal.commit({ interaction: '', expects: 0, events: [], writes });
      for (const [session, until] of batch) session.leased = until;
    } catch (error) {
      runtime.log.warn({ err: error }, 'other nodes could not be told which visitors are here; it is tried again');
    } finally {
      writing = false;
    }
  }

  return {
    renew(session, now) {
      const heard = session.streams === null ? session.seen : now;
      const until = heard + goneAfter;
      if (until > now && until > session.leased && session.leased - now <= (2 * goneAfter) / 3) note(session, until);
    },
    release(session) {
      if (session.leased !== 0) note(session, 0);
    },
    flush() {
      if (due.size === 0) return;
      const batch = due;
      due = new Map();
      writing = true;
      void write(batch);
    },
    untilOf: store.leases,
  };
}

/** Where no other process can be. */
export const noSharedLeases: SharedLeases = {
  renew() {},
  release() {},
  flush() {},
  untilOf: async () => new Map(),
};
