import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import Libsql from 'libsql';
import { pause } from '../runtime/pause.ts';

/** How long a statement waits for another connection's write before it gives up with SQLITE_BUSY. */
const busyLimitMs = 15_000;
/** SQLite itself waits this long, blocking the event loop; the rest is waited asynchronously. */
const busyTimeoutMs = 5;

export type Durability = 'full' | 'normal';

/**
 * knex on libsql, whose interface is better-sqlite3's.
 *
 * The driver is synchronous: waiting inside SQLite for a lock would stop the event loop, and with it the very
 * transaction of this process that holds the lock. So a busy statement is tried again after a real pause.
 * Transactions begin with the write lock, so that nothing inside them can be refused half-way.
 */
export class LibsqlClient extends BetterSqlite3Client {
  override _driver(): unknown {
    return Libsql;
  }

  override async acquireRawConnection(): Promise<Libsql.Database> {
    const settings = (this as unknown as { connectionSettings: { filename: string; durability: Durability } })
      .connectionSettings;
    const connection = new Libsql(settings.filename);
    try {
      connection.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      for (const pragma of pragmas(settings.durability)) await patiently(() => connection.exec(`pragma ${pragma}`));
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  override _query(connection: Libsql.Database, query: unknown): Promise<unknown> {
    const run = () => super._query(connection, query);
    return run().catch((error: unknown) => {
      // Inside a transaction the lock is ours, and a retry could repeat half of something.
      if (!isBusy(error) || connection.inTransaction) throw error;
      return patiently(run);
    });
  }

  override transaction(...args: unknown[]) {
    const transaction = super.transaction(...args);
    transaction.begin = (connection) => transaction.query(connection, 'BEGIN IMMEDIATE;');
    return transaction;
  }
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
