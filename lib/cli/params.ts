import type { Command } from 'commander';
import { createAudit } from '../audit/audit.ts';
import { check } from '../database/migrate.ts';
import { createParams, type Params } from '../params/params.ts';
import { systemClock } from '../runtime/clock.ts';
import { type DatabaseFlags, quiet, takesDatabase, withDatabase } from './database.ts';

const actor = 'iwt params';

/** `iwt params list|get|set|reset`; a running site sees a change within a second. */
export function paramsCommand(program: Command): void {
  const params = program.command('params').description('show and set Web Services parameters');
  takesDatabase(params.command('list'))
    .description('show every parameter')
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => withParams(flags, async (all) => list(all, flags.json)));
  takesDatabase(params.command('get <name>'))
    .description('show one parameter')
    .action((name: string, flags: DatabaseFlags) =>
      withParams(flags, async (all) => {
        process.stdout.write(`${all.find(name).value}\n`);
      }),
    );
  takesDatabase(params.command('set <name> <value>'))
    .description('set a parameter')
    .action((name: string, value: string, flags: DatabaseFlags) =>
      withParams(flags, (all) => all.set(name, value, actor)),
    );
  takesDatabase(params.command('reset <name>'))
    .description('set a parameter back to its default')
    .action((name: string, flags: DatabaseFlags) => withParams(flags, (all) => all.reset(name, actor)));
}

async function withParams(flags: DatabaseFlags, work: (params: Params) => Promise<void>): Promise<void> {
  await withDatabase(flags, { existing: true }, async (database) => {
    await check(database);
    const runtime = { clock: systemClock, log: quiet };
    const params = createParams({ database, runtime, audit: createAudit({ database, runtime }) });
    await params.refresh();
    await work(params);
  });
}

function list(params: Params, json = false): void {
  const rows = params.list();
  const lines = json
    ? [JSON.stringify(Object.fromEntries(rows.map(({ name, value }) => [name, value])))]
    : rows.map(({ name, value }) => `${name.padEnd(38)} ${value}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
