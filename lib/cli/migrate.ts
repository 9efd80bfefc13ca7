import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Dialect } from '../database/connect.ts';
import { parseLocation } from '../database/location.ts';
import { down, latest, type SchemaStatus, status } from '../database/migrate.ts';
import { plan } from '../database/plan.ts';
import { IwtSetupError } from '../errors.ts';
import { type DatabaseFlags, databaseUrl, takesDatabase, withDatabase } from './database.ts';

interface DownFlags extends DatabaseFlags {
  readonly steps: number;
  readonly all?: boolean;
}

interface PlanFlags extends DatabaseFlags {
  readonly dialect?: Dialect;
  readonly after?: string;
}

/** `iwt migrate latest|status|down|plan` */
export function migrateCommand(program: Command): void {
  const migrate = program.command('migrate').description('bring the tables up to date, or take changes back');
  takesDatabase(migrate.command('latest'))
    .description('run every migration that has not run yet')
    .action((flags: DatabaseFlags) => runLatest(flags));
  takesDatabase(migrate.command('status'))
    .description('tell which migrations have run')
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => showStatus(flags));
  takesDatabase(migrate.command('down'))
    .description('take back the last migration, with the data of the tables it made')
    .option('--steps <number>', 'how many', count, 1)
    .option('--all', 'every migration: nothing is left')
    .action((flags: DownFlags) => runDown(flags));
  takesDatabase(migrate.command('plan'))
    .description('print the SQL for a review or to run it by hand; connects to nothing')
    .addOption(
      new Option('--dialect <name>', 'SQL of which database; otherwise that of --database').choices([
        'sqlite',
        'mysql',
      ]),
    )
    .option('--after <migration>', 'only what comes after this migration')
    .action((flags: PlanFlags) => printPlan(flags));
}

async function runLatest(flags: DatabaseFlags): Promise<void> {
  await withDatabase(flags, { existing: false }, async (database) => {
    const ran = await latest(database);
    for (const name of ran) print(`done     ${name}`);
    print(ran.length === 0 ? `${database.label} is up to date.` : `${database.label} is up to date now.`);
  });
}

async function showStatus(flags: DatabaseFlags & { json?: boolean }): Promise<void> {
  await withDatabase(flags, { existing: true }, async (database) => {
    const found = await status(database);
    if (flags.json) return print(JSON.stringify(found));
    for (const name of found.done) print(`done     ${name}`);
    for (const name of found.pending) print(`pending  ${name}`);
    for (const name of found.unknown) print(`unknown  ${name}`);
    print(`${database.label} ${words[found.state]}`);
  });
}

const words: Readonly<Record<SchemaStatus['state'], string>> = {
  empty: 'has no tables yet; run `iwt migrate latest`.',
  old: 'is old; run `iwt migrate latest`.',
  current: 'is up to date.',
  newer: 'was migrated by a newer release.',
};

async function runDown(flags: DownFlags): Promise<void> {
  await withDatabase(flags, { existing: true }, async (database) => {
    const undone = await down(database, flags.all ? Number.POSITIVE_INFINITY : flags.steps);
    for (const name of undone) print(`undone   ${name}`);
    if (undone.length === 0) print(`${database.label} has nothing to take back.`);
  });
}

async function printPlan(flags: PlanFlags): Promise<void> {
  const dialect = flags.dialect ?? parseLocation(databaseUrl(flags)).dialect;
  const all = await plan(dialect);
  const from = flags.after === undefined ? 0 : all.findIndex(({ name }) => name === flags.after) + 1;
  if (flags.after !== undefined && from === 0) {
    throw new IwtSetupError('IWT_MIGRATION_UNKNOWN', `There is no migration ${flags.after}.`);
  }
  for (const { name, sql } of all.slice(from)) print([`-- ${name}`, ...sql.map((line) => `${line};`), ''].join('\n'));
}

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 9999.');
  return Number(text);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
