import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import knexPackage, { type Knex } from 'knex';
import { IwtSetupError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type Durability, type Location, parseLocation } from './location.ts';
import { LibsqlClient } from './sqlite-client.ts';

export type Dialect = 'sqlite' | 'mysql';

export interface DatabaseOptions {
  /** `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name`. */
  readonly url: string;
  /** SQLite: `full` survives a power cut, `normal` only a killed process. MySQL decides for itself. Default `full`. */
  readonly durability?: Durability;
  /** MySQL: connections kept at most. SQLite has always one. Default 10. */
  readonly connections?: number;
}

export interface Database {
  /** On SQLite there is one connection: inside `knex.transaction` use only the transaction, or it waits for itself. */
  readonly knex: Knex;
  readonly dialect: Dialect;
  /** What a log may say: no password. */
  readonly label: string;
  /** Waits for running queries and closes every connection. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens lazily: nothing is connected before the first query, so a mount can build everything at once. A SQLite file
 * and its folder are made.
 *
 * @throws IwtSetupError `IWT_DATABASE_URL`, `IWT_DATABASE_FILE`
 */
export function openDatabase(options: DatabaseOptions | string, runtime: Pick<Runtime, 'log'>): Database {
  const { url, durability = 'full', connections = 10 } = typeof options === 'string' ? { url: options } : options;
  const location = parseLocation(url);
  if (location.dialect === 'sqlite' && !location.memory) makeFile(location.filename);
  const knex = knexPackage.knex({
    ...config(location, durability, connections),
    // An error's message would otherwise hold the values of the query, and with it what visitors wrote.
    compileSqlOnError: false,
    log: knexLog(runtime),
  });
  // The driver of MySQL hangs the whole statement on the error, where a log would find the values again.
  knex.on('query-error', (error: { sql?: string }) => delete error.sql);
  let closing: Promise<void> | undefined;
  return {
    knex,
    dialect: location.dialect,
    label: label(location),
    close() {
      closing ??= knex.destroy();
      return closing;
    },
  };
}

function config(location: Location, durability: Durability, connections: number): Knex.Config {
  if (location.dialect === 'sqlite') {
    return {
      client: LibsqlClient,
      connection: { filename: location.filename, durability } as Knex.Sqlite3ConnectionConfig,
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    };
  }
  const { host, port, user, password, database, tls } = location;
  return {
    client: 'mysql2',
    connection: {
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4',
      timezone: 'Z',
      connectTimeout: 10_000,
      // Sums come back as numbers, as SQLite's do; a bound object is text, never SQL.
      decimalNumbers: true,
      supportBigNumbers: true,
      stringifyObjects: true,
      ...(tls ? { ssl: { minVersion: 'TLSv1.2' } } : {}),
    } as Knex.MySql2ConnectionConfig,
    pool: { min: 0, max: connections, afterCreate: prepareMysql },
  };
}

/**
 * Seconds that MariaDB lets a transaction stand still: a process that the machine has paused in the middle of one would
 * keep its locks for ever. MySQL knows no such limit.
 */
const STANDSTILL_S = 5;

/** The server's own defaults must not matter: refuse what does not fit, UTC, and no gap locks between writers. */
function prepareMysql(connection: MysqlConnection, done: (error: unknown, connection: MysqlConnection) => void): void {
  const mode = `set session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 15 /*M!100300 , idle_transaction_timeout = ${STANDSTILL_S} */`;
  connection.query(mode, (error) => {
    if (error) return done(error, connection);
    connection.query('set session transaction isolation level read committed', (failed) => done(failed, connection));
  });
}

interface MysqlConnection {
  query(sql: string, done: (error: unknown) => void): void;
}

/**
 * Nobody else on the machine may read it; SQLite gives the files beside it the same rights. A file that is there is only
 * looked at: closing it would drop the locks that SQLite holds on it elsewhere in this process.
 */
function makeFile(filename: string): void {
  try {
    mkdirSync(dirname(filename), { recursive: true, mode: 0o700 });
    const found = statSync(filename, { throwIfNoEntry: false });
    if (found === undefined) create(filename);
    else if (found.isDirectory()) throw Object.assign(new Error('It is a folder.'), { code: 'EISDIR' });
    else accessSync(filename, constants.R_OK | constants.W_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new IwtSetupError(
      'IWT_DATABASE_FILE',
      `The database file ${filename} cannot be made or written (${reason}).`,
    );
  }
}

function create(filename: string): void {
  try {
    closeSync(openSync(filename, 'ax', 0o600));
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function label(location: Location): string {
  if (location.dialect === 'sqlite') return `sqlite:${location.filename}`;
  return `mysql://${location.host}:${location.port}/${location.database}`;
}

function knexLog({ log }: Pick<Runtime, 'log'>): Knex.Logger {
  const text = (message: unknown) => (typeof message === 'string' ? message : JSON.stringify(message));
  return {
    debug: (message: unknown) => log.debug({}, text(message)),
    warn: (message: unknown) => log.warn({}, text(message)),
    error: (message: unknown) => log.error({}, text(message)),
    deprecate: (method: string, alternative: string) => log.warn({ method, alternative }, 'deprecated knex call'),
  };
}
