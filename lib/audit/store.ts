import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { AuditEntry, AuditRow } from './entry.ts';

export interface AuditStore {
  add(entry: AuditEntry & { readonly at: number }, within?: Knex.Transaction): Promise<void>;
  newest(limit: number, before?: number): Promise<readonly AuditRow[]>;
}

interface Row {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: string | null;
}

export function createAuditStore({ knex }: Database): AuditStore {
  return {
    async add({ at, actor, action, target, detail }, within) {
      await (within ?? knex)('iwt_audit').insert({
        at,
        actor,
        action,
        target: target ?? null,
        detail: detail === undefined ? null : JSON.stringify(detail),
      });
    },
    async newest(limit, before) {
      const query = knex('iwt_audit').orderBy('id', 'desc').limit(limit);
      if (before !== undefined) query.where('id', '<', before);
      const rows: Row[] = await query.select('id', 'at', 'actor', 'action', 'target', 'detail');
      return rows.map(({ target, detail, ...row }) => ({
        ...row,
        ...(target === null ? {} : { target }),
        ...(detail === null ? {} : { detail: JSON.parse(detail) }),
      }));
    },
  };
}
