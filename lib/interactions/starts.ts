import type { Knex } from 'knex';
import type { Admission, Wanted } from '../admission/admission.ts';
import type { Change, Locks } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { NewInteraction } from './decision.ts';
import type { Interaction } from './interaction.ts';

/** How a new interaction comes into being, if the limits of the manual allow it. */
export interface Starts {
  /** Refuses a visitor to whom this is not offered, before anything is made ready. @throws IwtError `access.denied` */
  allow(begins: Pick<NewInteraction, 'kind' | 'individual' | 'address'>): void;
  /** What the address counts for; undefined: nothing. */
  callerOf(address: string | undefined): string | undefined;
  /** Puts it on disk. @throws IwtError `limit.reached`: nothing was written */
  commit(change: Change, started: Interaction): Promise<void>;
  /** Rows that must be locked where `admit` is called. */
  readonly locks: Locks;
  /** For those who start an interaction inside `journal.exclusive`. @throws IwtError `limit.reached` */
  admit(started: Interaction, trx: Knex.Transaction): Promise<void>;
}

/** Only visitors are limited, and they are known by an address. */
export function createStarts(journal: Pick<Journal, 'commit' | 'exclusive'>, admission: Admission | undefined): Starts {
  async function commit(change: Change, started: Interaction): Promise<void> {
    const wanted = wantedOf(started);
    if (!admission || !wanted) {
      await journal.commit(change);
    } else if (admission.shared) {
      await journal.exclusive(admission.locks, async (trx) => {
        await admission.check(wanted, trx);
        return { changes: [change], result: undefined };
      });
    } else {
      const giveBack = admission.take(started.id, wanted);
      try {
        await journal.commit(change);
      } catch (error) {
        giveBack();
        throw error;
      }
    }
  }

  return {
    allow({ kind, individual, address }) {
      if (address !== undefined && kind !== 'intercom') admission?.requireAccess(kind, individual !== undefined);
    },
    callerOf: (address) => (address === undefined ? undefined : admission?.callerOf(address)),
    commit,
    locks: admission?.locks ?? {},
    async admit(started, trx) {
      const wanted = wantedOf(started);
      if (wanted) await admission?.check(wanted, trx);
    },
  };
}

function wantedOf({ type, queue, individual, caller, address }: Interaction): Wanted | undefined {
  if (address === null || type === 'intercom') return undefined;
  return { type, queue: queue.id, individual, caller };
}
