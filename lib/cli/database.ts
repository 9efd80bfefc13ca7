import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Database, openDatabase } from '../database/connect.ts';
import { parseLocation } from '../database/location.ts';
import { IwtSetupError } from '../errors.ts';
import { readOptions } from '../options/options.ts';
import type { Log } from '../runtime/log.ts';

export interface DatabaseFlags {
  readonly data?: string;
  readonly database?: string;
}

/** What every command that touches data takes. */
export function takesDatabase(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of the SQLite file (IWT_DATA)')
    .option('--database <url>', 'sqlite:PATH or mysql://user:password@host:port/name (IWT_DATABASE)');
}

/** The database that the flags, or else the environment, name. */
export function databaseUrl({ data, database }: DatabaseFlags): string {
  const given = { ...(data === undefined ? {} : { data }), ...(database === undefined ? {} : { database }) };
  // A folder on the command line means its file, whatever database the environment names.
  const { IWT_DATABASE: _, ...rest } = process.env;
  return readOptions(given, data === undefined ? process.env : rest).database;
}

/**
 * Runs `work` on the database and closes it. `existing` refuses to make a SQLite file that is not there.
 * @throws IwtSetupError `IWT_DATABASE_MISSING`
 */
export async function withDatabase<T>(
  flags: DatabaseFlags,
  { existing }: { readonly existing: boolean },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = databaseUrl(flags);
  const location = parseLocation(url);
  if (existing && location.dialect === 'sqlite' && !existsSync(location.filename)) {
    throw new IwtSetupError(
      'IWT_DATABASE_MISSING',
      `There is no database ${location.filename}; \`npx iwt migrate latest\` makes it.`,
    );
  }
  const database = openDatabase(url, { log: quiet });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** What went wrong is said once, by the command itself. */
export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
