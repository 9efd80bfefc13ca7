import type { Knex } from 'knex';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import Libsql from 'libsql';
import { pause } from '../runtime/pause.ts';
import type { Durability } from './location.ts';

/** How long a statement waits for another connection's write before it gives up with SQLITE_BUSY. */
const busyLimitMs = 15_000;
/** SQLite itself waits this long, blocking the event loop; the rest is waited asynchronously. */
const busyTimeoutMs = 5;
/** Prepared statements kept per connection; the product has fewer, apart from batches of unusual sizes. */
const keptStatements = 400;
/** Longer texts are rare batches. */
const longestKept = 8_000;

interface Settings {
  readonly filename: string;
  readonly durability: Durability;
}

/** The part of knex's query objects that a driver reads and fills. */
interface Query {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  response?: unknown;
  context?: unknown;
}

/**
 * knex on libsql, whose interface is better-sqlite3's.
 *
 * The driver is synchronous: waiting inside SQLite for a lock would stop the event loop, and with it the very
 * transaction of this process that holds the lock. So a busy statement is tried again after a real pause.
 * Transactions begin with the write lock, so that nothing inside them can be refused half-way.
 */
class Client extends BetterSqlite3Client {
  override _driver(): unknown {
    return Libsql;
  }

  override async acquireRawConnection(): Promise<Libsql.Database> {
    const { filename, durability } = (this as unknown as { connectionSettings: Settings }).connectionSettings;
    const connection = open(filename);
    try {
      connection.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      for (const pragma of pragmas(durability)) await patiently(() => connection.exec(`pragma ${pragma}`));
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  override async _query(connection: Libsql.Database, query: Query): Promise<Query> {
    try {
      return run(connection, query);
    } catch (error) {
      // Inside a transaction the lock is ours, and a retry could repeat half of something.
      if (!isBusy(error) || connection.inTransaction) throw error;
      return patiently(() => run(connection, query));
    }
  }

  override transaction(...args: unknown[]) {
    const transaction = super.transaction(...args);
    transaction.begin = (connection) => transaction.query(connection, 'BEGIN IMMEDIATE;');
    return transaction;
  }

  /** A commit that failed (a full disk) leaves its transaction open, and whatever came next would be part of it. */
  override releaseConnection(connection: Libsql.Database): Promise<void> {
    try {
      if (connection.open && connection.inTransaction) connection.exec('rollback');
    } catch {
      // SQLite has rolled back by itself.
    }
    return super.releaseConnection(connection);
  }
}

/** Typed by what knex documents, so that the package's own types need none of knex's inner modules. */
export const LibsqlClient = Client as unknown as typeof Knex.Client;

function open(filename: string): Libsql.Database {
  try {
    return new Libsql(filename);
  } catch (cause) {
    // libsql names no code here.
    throw Object.assign(new Error(`The database file ${filename} cannot be opened.`, { cause }), {
      code: 'SQLITE_CANTOPEN',
    });
  }
}

function run(connection: Libsql.Database, query: Query): Query {
  const statement = prepared(connection, query.sql);
  const bindings = (query.bindings ?? []).map(bindable);
  if (statement.reader) {
    query.response = statement.all(bindings);
  } else {
    const result = statement.run(bindings);
    query.response = result;
    query.context = { lastID: result.lastInsertRowid, changes: result.changes };
  }
  return query;
}

const statements = new WeakMap<Libsql.Database, Map<string, Libsql.Statement<unknown[]>>>();

/** Preparing costs as much as running; what is asked again and again is prepared once. */
function prepared(connection: Libsql.Database, sql: string): Libsql.Statement<unknown[]> {
  if (sql.length > longestKept || !/^(select|insert|update|delete|begin|commit)\b/i.test(sql)) {
    return connection.prepare(sql);
  }
  const kept = statements.get(connection) ?? new Map<string, Libsql.Statement<unknown[]>>();
  statements.set(connection, kept);
  const known = kept.get(sql);
  if (known) return known;
  const statement = connection.prepare(sql);
  const [oldest] = kept.keys();
  if (kept.size >= keptStatements && oldest !== undefined) kept.delete(oldest);
  kept.set(sql, statement);
  return statement;
}

function bindable(value: unknown): unknown {
  if (typeof value === 'string') {
    // libsql ends a text at a NUL when it reads it back. MySQL has no such trouble, and no person types it.
    return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
  }
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.valueOf() : value;
}

/** docs/decisions/0002-durability.md. */
function pragmas(durability: Durability): readonly string[] {
  return [
    'journal_mode = wal',
    `synchronous = ${durability}`,
    // Only macOS knows the difference: there fsync alone does not reach the disk.
    `fullfsync = ${durability === 'full' ? 'on' : 'off'}`,
    'foreign_keys = on',
    'temp_store = memory',
    'cache_size = -32000',
    'journal_size_limit = 67108864',
  ];
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}

/** Runs until the database is not busy, with growing pauses, at most `busyLimitMs` of them. */
async function patiently<T>(run: () => T | Promise<T>): Promise<T> {
  for (let waited = 0, next = 1; ; waited += next, next = Math.min(next * 2, 50)) {
    try {
      return await run();
    } catch (error) {
      if (!isBusy(error) || waited >= busyLimitMs) throw error;
    }
    await pause(next);
  }
}
