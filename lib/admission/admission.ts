import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Committed, Locks } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import { callerOf } from '../limits/address.ts';
import type { Params } from '../params/params.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { requireAccess } from './access.ts';
import { createLedger } from './ledger.ts';
import { createTrustedCallers, type Resolve } from './resolver.ts';
import { type Counts, type LimitName, refusedBy, retryAfter, type Wanted } from './rules.ts';
import { admissionStore } from './store.ts';

export type { Wanted } from './rules.ts';

/**
 * How many chats and callbacks visitors may start ("Denial of Service Parameters"). Only what has an address counts: what
 * the host itself starts through `services` is the host's business.
 */
export interface Admission {
  /**
   * Whether a visitor may start such a thing at all (*ChatAccessControl*, *CallbackAccessControl*).
   * @throws IwtError `access.denied`; `details.access` says who may
   */
  requireAccess(type: Wanted['type'], authenticated: boolean): void;
  /** What limits per address count for this address; undefined: none do, because it is a trusted host's. */
  callerOf(address: string): string | undefined;
  /**
   * Where this process alone starts interactions: takes a place at once, before anything is written. The returned function
   * gives it back, for when the interaction did not come into being.
   * @throws IwtError `limit.reached`; `details.limit` names the parameter, `details.retryAfter` is in seconds
   */
  take(interaction: string, wanted: Wanted): () => void;
  /** The same where several processes do: counts in the transaction of `journal.exclusive`, under `locks`. */
  check(wanted: Wanted, trx: Knex.Transaction): Promise<void>;
  readonly locks: Locks;
  /** Whether `check` is the one to use. */
  readonly shared: boolean;
  /** Counts what is there, before the first start. */
  start(): Promise<void>;
  /** Resolves when the names in `TrustedHosts` have been looked up. */
  settled(): Promise<void>;
  close(): void;
}

export interface AdmissionParts {
  readonly database: Database;
  readonly journal: Pick<Journal, 'watch'>;
  readonly params: Pick<Params, 'get' | 'watch'>;
  readonly runtime: Runtime;
  /** Instead of asking the name server. */
  readonly resolve?: Resolve | undefined;
}

const longestUnitMs = 3_600_000;

export function createAdmission({ database, journal, params, runtime, resolve }: AdmissionParts): Admission {
  const store = admissionStore(database);
  const ledger = createLedger();
  const trusted = createTrustedCallers({ params, runtime, resolve });
  const shared = database.dialect === 'mysql';
  const limits = (name: LimitName): number => params.get(name);

  function refuse(wanted: Wanted, counts: Counts): void {
    const limit = refusedBy(wanted, counts, limits);
    if (limit === undefined) return;
    throw new IwtError(
      'limit.reached',
      'There are too many chats and callbacks at the moment. Please try again later.',
      {
        limit,
        retryAfter: retryAfter(limit, wanted.type, limits),
      },
    );
  }

  function follow({ interaction, events }: Committed): void {
    for (const { type, body } of events) {
      if (type !== 'state') continue;
      const { state, queue } = body as { state: string; queue?: { id: string } };
      if (state === 'Disconnected') ledger.remove(interaction);
      else if (queue) ledger.move(interaction, queue.id);
    }
  }

  const unwatch = shared ? () => {} : journal.watch(follow);

  return {
    requireAccess(type, authenticated) {
      requireAccess(params.get(type === 'chat' ? 'ChatAccessControl' : 'CallbackAccessControl'), authenticated);
    },
    callerOf: (address) => (trusted.trusts(address) ? undefined : callerOf(address)),
    take(interaction, wanted) {
      const startedAt = runtime.clock.now();
      refuse(wanted, ledger.counts(wanted, startedAt, limits));
      ledger.add({ ...wanted, interaction, startedAt });
      return () => ledger.undo(interaction);
    },
    async check(wanted, trx) {
      refuse(wanted, await store.counts(wanted, runtime.clock.now(), limits, trx));
    },
    locks: { counters: ['admission'] },
    shared,
    async start() {
      trusted.start();
      if (shared) return;
      for (const { ended, ...active } of await store.all(runtime.clock.now() - longestUnitMs)) {
        ledger.add(active);
        if (ended) ledger.remove(active.interaction);
      }
    },
    settled: trusted.settled,
    close() {
      unwatch();
      trusted.close();
    },
  };
}
