import type { Command } from 'commander';
import { createAudit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { check } from '../database/migrate.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemIds } from '../runtime/ids.ts';
import { createWorkgroups, type Workgroups } from '../workgroups/workgroups.ts';
import { type DatabaseFlags, quiet, takesDatabase, withDatabase } from './database.ts';

/** `iwt workgroup add|list`. */
export function workgroupCommand(program: Command): void {
  const command = program.command('workgroup').description('add or list workgroups');
  takesDatabase(command.command('add <name>').description('add a workgroup')).action(
    (name: string, flags: DatabaseFlags) =>
      withWorkgroups(flags, async (workgroups) => {
        const { name: added } = await workgroups.create(name, 'iwt workgroup add');
        process.stdout.write(`Added the workgroup ${added}.\n`);
      }),
  );
  takesDatabase(command.command('list').description('list the workgroups')).action((flags: DatabaseFlags) =>
    withWorkgroups(flags, async (workgroups) => {
      for (const { name, members, active } of await workgroups.list()) {
        process.stdout.write(`${name}\t${members} members${active ? '' : '\tnot active'}\n`);
      }
    }),
  );
}

function withWorkgroups(flags: DatabaseFlags, work: (workgroups: Workgroups) => Promise<void>): Promise<void> {
  return withDatabase(flags, { existing: true }, async (database: Database) => {
    await check(database);
    const runtime = { clock: systemClock, ids: systemIds, log: quiet };
    await work(createWorkgroups({ database, runtime, audit: createAudit({ database, runtime }) }));
  });
}
