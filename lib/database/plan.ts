import knexPackage, { type Knex } from 'knex';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';
import { migrations } from '../../migrations/migrations.ts';
import type { Dialect } from './connect.ts';
import { tableName } from './migrate.ts';

export interface PlannedMigration {
  readonly name: string;
  /** Statements without a semicolon at the end, in order. */
  readonly sql: readonly string[];
}

/**
 * What `latest` would send to a database without tables, for a DBA to review or to run by hand: the tables that remember
 * migrations, then each migration with the row that says it was done. Connects to nothing.
 */
export async function plan(dialect: Dialect): Promise<readonly PlannedMigration[]> {
  const statements: string[] = [];
  const client = dialect === 'sqlite' ? drySqlite(statements) : dryMysql(statements);
  const knex = knexPackage.knex({
    client: client as unknown as typeof Knex.Client,
    connection: { filename: '' },
    useNullAsDefault: true,
  });
  const planned: PlannedMigration[] = [];
  try {
    await bookkeeping(knex);
    planned.push({ name: tableName, sql: statements.splice(0) });
    for (const { name, up } of migrations) {
      await up(knex);
      statements.push(
        `insert into ${tableName} (name, batch, migration_time) values ('${name}', 1, current_timestamp)`,
      );
      planned.push({ name, sql: statements.splice(0) });
    }
  } finally {
    await knex.destroy();
  }
  return planned;
}

/** The two tables as knex makes them. */
async function bookkeeping(knex: Knex): Promise<void> {
  await knex.schema.createTable(tableName, (table) => {
    table.increments();
    table.string('name');
    table.integer('batch');
    table.timestamp('migration_time');
  });
  await knex.schema.createTable(`${tableName}_lock`, (table) => {
    table.increments('index').primary();
    table.integer('is_locked');
  });
  await knex(`${tableName}_lock`).insert({ is_locked: 0 });
}

interface Query {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  response?: unknown;
  context?: unknown;
}

/** Notes what would change something; a question (`hasTable`) is answered as an empty database would. */
function note(client: Knex.Client, statements: string[], query: Query): void {
  if (/^(select|show|pragma)\b/i.test(query.sql)) return;
  statements.push(client.raw(query.sql, query.bindings ?? []).toString());
}

function drySqlite(statements: string[]): typeof BetterSqlite3Client {
  return class extends BetterSqlite3Client {
    override _driver(): unknown {
      return {};
    }
    override async acquireRawConnection(): Promise<unknown> {
      return { close() {} };
    }
    override async _query(_connection: unknown, query: Query): Promise<Query> {
      note(this as unknown as Knex.Client, statements, query);
      query.response = [];
      query.context = { lastID: 0, changes: 0 };
      return query;
    }
  };
}

function dryMysql(statements: string[]): typeof Mysql2Client {
  return class extends Mysql2Client {
    override async acquireRawConnection(): Promise<unknown> {
      return { stream: {}, end: (done: () => void) => done(), removeAllListeners() {} };
    }
    override async _query(_connection: unknown, query: Query): Promise<Query> {
      note(this as unknown as Knex.Client, statements, query);
      query.response = [[], []];
      return query;
    }
  };
}
