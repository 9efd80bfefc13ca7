import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { AuditEntry, AuditRow } from './entry.ts';

export interface AuditStore {
  add(entry: AuditEntry & { readonly at: number }, within?: Knex.Transaction): Promise<void>;
  of(actor: string, kind: string): Promise<readonly AuditRow[]>;
  anonymise(actor: string, kind: string, within: Knex.Transaction): Promise<void>;
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
    async of(actor, kind) {
      const rows: Row[] = await ofKind(knex('iwt_audit').where({ actor }), kind)
        .orderBy(['at', 'id'])
        .select('id', 'at', 'actor', 'action', 'target', 'detail');
      return rows.map(rowOf);
    },
    async anonymise(actor, kind, within) {
      await ofKind(within('iwt_audit').where({ actor }), kind).update({ actor: erasedActor, detail: null });
    },
    async newest(limit, before) {
      const query = knex('iwt_audit').orderBy('id', 'desc').limit(limit);
      if (before !== undefined) query.where('id', '<', before);
      const rows: Row[] = await query.select('id', 'at', 'actor', 'action', 'target', 'detail');
      return rows.map(rowOf);
    },
  };
}

/** Who stands in the place of somebody whose data is erased. */
const erasedActor = '(erased)';

function ofKind(query: Knex.QueryBuilder, kind: string): Knex.QueryBuilder {
  return query.whereBetween('action', [kind, `${kind}~`]);
}

function rowOf({ target, detail, ...row }: Row): AuditRow {
  return {
    ...row,
    at: Number(row.at),
    ...(target === null ? {} : { target }),
    ...(detail === null ? {} : { detail: JSON.parse(detail) }),
  };
}
