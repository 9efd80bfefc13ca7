import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { type Database, type Dialect, openDatabase } from '../../lib/database/connect.ts';
import { unreachable } from '../../lib/database/errors.ts';
import { latest } from '../../lib/database/migrate.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { copyTemplate } from './template.ts';

/** A server on which any database may be made; `IWT_TEST_MYSQL` names another. */
const server = process.env.IWT_TEST_MYSQL ?? 'mysql://root@127.0.0.1:3306';
const requireAll = process.env.IWT_TEST_REQUIRE_ALL === '1';

export interface TestDatabase extends Database {
  /** For a second connection to the same data; an in-memory database has none. */
  readonly url: string;
  /** Closes it and removes its data. A second call does nothing. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** SQLite in a file of a temporary folder, so that others can open it. MariaDB is always shared. */
  readonly file?: boolean;
  /** Leaves the database without tables. */
  readonly empty?: boolean;
}

/** Says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A migrated SQLite database of its own, in memory unless `file` is asked for. */
export async function sqliteDatabase({ file = false, empty = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const folder = file ? mkdtempSync(path.join(tmpdir(), 'iwt-test-')) : undefined;
  const url = folder === undefined ? 'sqlite::memory:' : `sqlite:${path.join(folder, 'iwt.sqlite')}`;
  const database = openDatabase(url, { log: silentLog });
  if (!empty) await latest(database);
  return {
    ...database,
    url,
    async drop() {
      await database.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A migrated database of its own on the MariaDB server. Rejects when there is no server; see `describeMariadb`. */
export async function mariadbDatabase({ empty = false }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `iwt_test_${randomBytes(8).toString('hex')}`;
  await administer(`create database ${name} character set utf8mb4`);
  if (!empty) await copyTemplate(server, name, silentLog);
  const url = `${server}/${name}`;
  const database = openDatabase({ url, connections: 5 }, { log: silentLog });
  let dropping: Promise<void> | undefined;
  return {
    ...database,
    url,
    drop() {
      dropping ??= database.close().then(() => administer(`drop database ${name}`));
      return dropping;
    },
  };
}

/** What a suite that runs on both gets: opens a fresh database, dropped after the suite at the latest. */
export type OpenTestDatabase = (options?: TestDatabaseOptions) => Promise<TestDatabase>;

/** The same suite on SQLite and on MariaDB. */
export function describeEachDatabase(name: string, suite: (open: OpenTestDatabase, dialect: Dialect) => void): void {
  describe(`${name} (SQLite)`, () => suite(collecting(sqliteDatabase), 'sqlite'));
  describeMariadb(`${name} (MariaDB)`, (open) => suite(open, 'mysql'));
}

/** A suite that needs the MariaDB server. Without one it is skipped with a line that says so, or fails where all is required. */
export function describeMariadb(name: string, suite: (open: OpenTestDatabase) => void): void {
  if (absence === undefined) {
    describe(name, () => suite(collecting(mariadbDatabase)));
  } else if (requireAll) {
    it(name, () => Promise.reject(new Error(`MariaDB is required here, but ${absence}`)));
  } else {
    console.warn(`skipped: ${name}: ${absence}`);
    describe.skip(name, () => suite(mariadbDatabase));
  }
}

function collecting(open: OpenTestDatabase): OpenTestDatabase {
  const opened: TestDatabase[] = [];
  afterAll(() => Promise.all(opened.map((database) => database.drop())));
  return async (options) => {
    const database = await open(options);
    opened.push(database);
    return database;
  };
}

async function administer(sql: string): Promise<void> {
  const database = openDatabase(`${server}/information_schema`, { log: silentLog });
  try {
    await database.knex.raw(sql);
  } catch (error) {
    throw unreachable(database, error);
  } finally {
    await database.close();
  }
}

const absence: string | undefined = await administer('select 1').then(
  () => undefined,
  (error: Error) => error.message,
);
