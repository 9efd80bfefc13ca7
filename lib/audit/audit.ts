import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { AuditEntry, AuditRow } from './entry.ts';
import { createAuditStore } from './store.ts';

export interface Audit {
  /** Adds a row. With `within`, it stands or falls with that transaction. */
  record(entry: AuditEntry, within?: Knex.Transaction): Promise<void>;
  /** What this actor did, of actions whose names begin with `kind`; the oldest first. */
  of(actor: string, kind: string): Promise<readonly AuditRow[]>;
  /** Leaves of the same only that it was done, and when. */
  anonymise(actor: string, kind: string, within: Knex.Transaction): Promise<void>;
  /** The newest first, from before the row `before`. */
  list(limit: number, before?: number): Promise<readonly AuditRow[]>;
}

/** Who changed what, and when. Nothing here is ever removed, or changed but by visitors who erase their data. */
export function createAudit({ database, runtime }: { database: Database; runtime: Pick<Runtime, 'clock'> }): Audit {
  const store = createAuditStore(database);
  return {
    record: (entry, within) => store.add({ ...clipped(entry), at: runtime.clock.now() }, within),
    of: (actor, kind) => store.of(actor.slice(0, 100), kind),
    anonymise: (actor, kind, within) => store.anonymise(actor.slice(0, 100), kind, within),
    list: (limit, before) => store.newest(limit, before),
  };
}

/** Long names come from people; a row that is too long must not undo what it tells of. */
function clipped({ actor, action, target, detail }: AuditEntry): AuditEntry {
  return {
    actor: actor.slice(0, 100),
    action: action.slice(0, 60),
    ...(target === undefined ? {} : { target: target.slice(0, 200) }),
    ...(detail === undefined ? {} : { detail }),
  };
}
