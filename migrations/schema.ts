import type { Knex } from 'knex';

/*
 * What migrations are made of. Each call is one statement that changes the schema, guarded so that it can be repeated:
 * MySQL commits such a statement by itself, so a migration that was killed has either done its one step or not.
 * Released migrations depend on this file; add to it, do not change what a call does.
 */

type Define = (table: Knex.CreateTableBuilder) => void;

/** `define` names columns and the primary key only: MySQL would need further statements for anything else. */
export async function createTable(knex: Knex, name: string, define: Define): Promise<void> {
  if (await knex.schema.hasTable(name)) return;
  await knex.schema.createTable(name, (table) => {
    if (isMysql(knex)) {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
    }
    define(table);
  });
}

export async function dropTable(knex: Knex, name: string): Promise<void> {
  await knex.schema.dropTableIfExists(name);
}

/** `define` adds one column, which must be nullable: rows may be there. */
export async function addColumn(knex: Knex, table: string, column: string, define: Define): Promise<void> {
  if (await knex.schema.hasColumn(table, column)) return;
  await knex.schema.alterTable(table, define);
}

export async function dropColumn(knex: Knex, table: string, column: string): Promise<void> {
  if (!(await knex.schema.hasColumn(table, column))) return;
  // Both dialects know the statement; knex would rebuild the whole table on SQLite.
  await knex.raw('alter table ?? drop column ??', [table, column]);
}

export interface Index {
  readonly table: string;
  /** Unique over the whole database. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

export async function createIndex(knex: Knex, index: Index): Promise<void> {
  if (await hasIndex(knex, index)) return;
  await knex.schema.alterTable(index.table, (table) => {
    if (index.unique) table.unique(index.columns, { indexName: index.name });
    else table.index(index.columns, index.name);
  });
}

export async function dropIndex(knex: Knex, index: Index): Promise<void> {
  if (!(await hasIndex(knex, index))) return;
  await knex.schema.alterTable(index.table, (table) => {
    if (index.unique) table.dropUnique(index.columns, index.name);
    else table.dropIndex(index.columns, index.name);
  });
}

/**
 * For an index that an earlier migration made and that is no longer wanted. It does not ask first whether the index is
 * there, so that the plan of an empty database shows the statement.
 */
export async function removeIndex(knex: Knex, { table, name }: Index): Promise<void> {
  if (!isMysql(knex)) {
    await knex.raw('drop index if exists ??', [name]);
    return;
  }
  try {
    await knex.raw('drop index ?? on ??', [name, table]);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_CANT_DROP_FIELD_OR_KEY') throw error;
  }
}

/** The type of a text column whose letter case does not count, for `specificType`. */
export function nocase(knex: Knex, length: number): string {
  return `varchar(${length}) collate ${isMysql(knex) ? 'utf8mb4_unicode_ci' : 'nocase'}`;
}

async function hasIndex(knex: Knex, { table, name }: Index): Promise<boolean> {
  const found = isMysql(knex)
    ? await knex('information_schema.statistics')
        .where({ table_schema: knex.raw('database()'), table_name: table, index_name: name })
        .first('index_name')
    : await knex('sqlite_master').where({ type: 'index', tbl_name: table, name }).first('name');
  return found !== undefined;
}

function isMysql(knex: Knex): boolean {
  return knex.client.dialect === 'mysql';
}
