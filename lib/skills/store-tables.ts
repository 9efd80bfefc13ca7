import type { Audit } from '../audit/audit.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Database } from '../database/connect.ts';
import type { Name } from './names.ts';

export interface TableRow {
  readonly id: string;
  readonly name: string;
  readonly category: string;
}

export interface MappingRow {
  readonly table: string;
  readonly key: string;
  readonly external: string;
  readonly skill: string;
  /** The skill's name. */
  readonly name: string;
  readonly minimum: number;
}

/** The tables that translate what pages say into skills. */
export function tableStore({ knex }: Database, audit: Pick<Audit, 'record'>) {
  return {
    tables: (): Promise<(TableRow & { readonly key: string })[]> =>
      knex('iwt_table').orderBy('name').select('id', 'name', 'category', 'category_key as key'),
    byKey: (key: string): Promise<TableRow | undefined> =>
      knex('iwt_table').where({ name_key: key }).first('id', 'name', 'category'),

    /** All rows of all tables, by what the page says. */
    async rows(): Promise<readonly MappingRow[]> {
      const rows: MappingRow[] = await knex('iwt_table_row as r')
        .join('iwt_skill as s', 's.id', 'r.skill_id')
        .orderBy('r.external_name')
        .select('r.table_id as table', 'r.external_key as key', 'r.external_name as external')
        .select('r.skill_id as skill', 's.name', 'r.minimum');
      return rows.map((row) => ({ ...row, minimum: Number(row.minimum) }));
    },

    /** False: there is a table of that name, or one for that category. */
    add: (id: string, name: Name, category: Name, now: number, entry: AuditEntry): Promise<boolean> =>
      knex.transaction(async (trx) => {
        const names = { name: name.text, name_key: name.key, category: category.text, category_key: category.key };
        await trx('iwt_table')
          .insert({ id, ...names, created_at: now })
          .onConflict()
          .ignore();
        if (!(await trx('iwt_table').where({ id }).first('id'))) return false;
        await audit.record(entry, trx);
        return true;
      }),

    remove: (id: string, entry: AuditEntry): Promise<void> =>
      knex.transaction(async (trx) => {
        await trx('iwt_table_row').where({ table_id: id }).del();
        await trx('iwt_table').where({ id }).del();
        await audit.record(entry, trx);
      }),

    /** Adds a row, or changes the one that is there. False: the skill is being removed. */
    map: (table: string, external: Name, skill: string, minimum: number, entry: AuditEntry): Promise<boolean> =>
      knex.transaction(async (trx) => {
        const stands = await trx('iwt_skill').where({ id: skill }).forUpdate().first('id');
        if (!stands) return false;
        await trx('iwt_table_row')
          .insert({
            table_id: table,
            external_key: external.key,
            external_name: external.text,
            skill_id: skill,
            minimum,
          })
          .onConflict(['table_id', 'external_key'])
          .merge(['external_name', 'skill_id', 'minimum']);
        await audit.record(entry, trx);
        return true;
      }),

    /** False: there is no such row. */
    unmap: (table: string, key: string, entry: AuditEntry): Promise<boolean> =>
      knex.transaction(async (trx) => {
        const removed = await trx('iwt_table_row').where({ table_id: table, external_key: key }).del();
        if (removed > 0) await audit.record(entry, trx);
        return removed > 0;
      }),
  };
}

export type TableStore = ReturnType<typeof tableStore>;
