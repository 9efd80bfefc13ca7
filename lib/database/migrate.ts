import knexPackage, { type Knex } from 'knex';
import { migrations } from '../../migrations/migrations.ts';
import { IwtSetupError } from '../errors.ts';
import { digest } from '../runtime/ids.ts';
import type { Database } from './connect.ts';
import { isTransient, unreachable } from './errors.ts';

/** knex derives the lock's table from it: `iwt_migrations_lock`. */
export const tableName = 'iwt_migrations';
/** How long one process waits for another that migrates. */
const lockSeconds = 120;

export interface SchemaStatus {
  /** `empty`: nothing was ever migrated; `old`: something is pending; `newer`: it holds what this release does not know. */
  readonly state: 'empty' | 'old' | 'current' | 'newer';
  readonly done: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Brings the schema up to date. Many processes may call it at once: one works, the others wait and then find nothing to do.
 * One that was killed half-way is continued by the next.
 *
 * @returns the names of the migrations that this call ran
 * @throws IwtSetupError `IWT_SCHEMA_NEWER`, `IWT_SCHEMA_LOCKED`, `IWT_DATABASE_UNREACHABLE`
 */
export function latest(database: Database): Promise<readonly string[]> {
  return exclusively(database, async (knex) => {
    refuseNewer(database, await read(knex));
    const [, ran] = await knex.migrate.latest(settings);
    return ran as string[];
  });
}

/**
 * Takes back the last `steps` migrations, newest first, with the data of the tables they made.
 *
 * @returns the names of the migrations taken back; fewer than `steps` when there were no more
 */
export function down(database: Database, steps = 1): Promise<readonly string[]> {
  return exclusively(database, async (knex) => {
    const status = await read(knex);
    refuseNewer(database, status);
    const undone: string[] = [];
    for (const name of [...status.done].reverse().slice(0, steps)) {
      await knex.migrate.down({ ...settings, name });
      undone.push(name);
    }
    return undone;
  });
}

/** What is done and what is pending. Writes nothing. */
export async function status(database: Database): Promise<SchemaStatus> {
  try {
    return await read(database.knex);
  } catch (error) {
    throw unreachable(database, error);
  }
}

/**
 * For a start that may not migrate by itself.
 *
 * @throws IwtSetupError `IWT_SCHEMA_OLD` or `IWT_SCHEMA_NEWER`, saying which command to run
 */
export async function check(database: Database): Promise<void> {
  const found = await status(database);
  refuseNewer(database, found);
  if (found.pending.length === 0) return;
  const what =
    found.state === 'empty'
      ? 'has no tables yet'
      : `lacks ${found.pending.length} migrations, from ${found.pending[0]}`;
  const place = database.dialect === 'sqlite' ? database.label : database.label.replace('//', '//user:password@');
  throw new IwtSetupError(
    'IWT_SCHEMA_OLD',
    `The database ${database.label} ${what}; run \`npx iwt migrate latest --database ${place}\`.`,
  );
}

const settings: Knex.MigratorConfig = {
  tableName,
  migrationSource: {
    getMigrations: async () => migrations.map(({ name }) => name),
    getMigrationName: (name: string) => name,
    getMigration: async (name: string) => {
      const { up, down } = migrations.find((migration) => migration.name === name) as (typeof migrations)[number];
      return { up: async (knex: Knex) => void (await up(knex)), down: async (knex: Knex) => void (await down(knex)) };
    },
  } satisfies Knex.MigrationSource<string>,
};

async function read(knex: Knex): Promise<SchemaStatus> {
  const known = migrations.map(({ name }) => name);
  const rows: { name: string }[] = (await knex.schema.hasTable(tableName))
    ? await knex(tableName).orderBy('id').select('name')
    : [];
  const found = new Set(rows.map(({ name }) => name));
  const done = known.filter((name) => found.has(name));
  const pending = known.filter((name) => !found.has(name));
  const unknown = [...found].filter((name) => !known.includes(name));
  const state = unknown.length > 0 ? 'newer' : pending.length === 0 ? 'current' : done.length === 0 ? 'empty' : 'old';
  return { state, done, pending, unknown };
}

function refuseNewer(database: Database, { unknown }: SchemaStatus): void {
  if (unknown.length === 0) return;
  throw new IwtSetupError(
    'IWT_SCHEMA_NEWER',
    `The database ${database.label} was migrated by a newer release (${unknown[0]} is not known here); install that release, or take its migrations back with its own \`iwt migrate down\`.`,
  );
}

async function exclusively<T>(database: Database, work: (knex: Knex) => Promise<T>): Promise<T> {
  try {
    return database.dialect === 'sqlite'
      ? await insideTransaction(database, work)
      : await underNamedLock(database, work);
  } catch (error) {
    if (isTransient(error)) throw locked(database);
    throw unreachable(database, error);
  }
}

function locked(database: Database): IwtSetupError {
  return new IwtSetupError(
    'IWT_SCHEMA_LOCKED',
    `Another process keeps ${database.label} locked; it may be migrating. Try again when it is done.`,
  );
}

/** SQLite undoes schema changes with the transaction, whose write lock also keeps other processes out. */
function insideTransaction<T>({ knex }: Database, work: (knex: Knex) => Promise<T>): Promise<T> {
  return knex.transaction((trx) => work(trx as unknown as Knex));
}

/**
 * MySQL commits each schema change by itself, so a lock of the session stands around them all. It is held, and the work
 * is done, on one connection: when this process dies, the server lets go of the lock only after the statement that was
 * running. What knex noted in its own lock table is then nobody's.
 */
async function underNamedLock<T>(database: Database, work: (knex: Knex) => Promise<T>): Promise<T> {
  const { client } = database.knex;
  const single = knexPackage.knex({ ...client.config, pool: { ...client.config.pool, min: 1, max: 1 } });
  try {
    const name = `iwt_migrations:${digest(client.config.connection.database).slice(0, 32)}`;
    const [[answer]] = await single.raw('select get_lock(?, ?) as got', [name, lockSeconds]);
    if (answer.got !== 1) throw locked(database);
    await single.migrate.forceFreeMigrationsLock(settings);
    const result = await work(single);
    await single.raw('select release_lock(?)', [name]);
    return result;
  } finally {
    await single.destroy();
  }
}
