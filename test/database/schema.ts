import type { Database } from '../../lib/database/connect.ts';

/** Names of all tables, sorted. */
export async function tablesOf({ knex, dialect }: Database): Promise<string[]> {
  const names: string[] =
    dialect === 'sqlite'
      ? await knex('sqlite_master').where({ type: 'table' }).whereNot('name', 'like', 'sqlite\\_%').pluck('name')
      : await knex('information_schema.tables')
          .where({ table_schema: knex.raw('database()') })
          .pluck('table_name');
  return names.filter((name) => name !== 'sqlite_sequence').sort();
}

/** Every column and every index, in words that can be compared. */
export async function describeSchema(database: Database): Promise<string[]> {
  const { knex, dialect } = database;
  if (dialect === 'sqlite') {
    const rows: { sql: string | null }[] = await knex('sqlite_master').select('sql');
    return rows.flatMap(({ sql }) => (sql === null ? [] : [sql])).sort();
  }
  const [columns] = await knex.raw(
    `select concat_ws('|', table_name, column_name, column_type, is_nullable, coalesce(column_default, ''), coalesce(collation_name, ''), extra) as line
     from information_schema.columns where table_schema = database()`,
  );
  const [indexes] = await knex.raw(
    `select concat_ws('|', table_name, index_name, seq_in_index, column_name, non_unique) as line
     from information_schema.statistics where table_schema = database()`,
  );
  return [...columns, ...indexes].map(({ line }: { line: string }) => line).sort();
}
