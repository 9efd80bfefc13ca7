import type { Command } from 'commander';
import type { Database } from '../database/connect.ts';
import { check, latest } from '../database/migrate.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';
import { openPeople } from './people.ts';

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
  return withDatabase(flags, { existing: false }, async (database: Database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    await work(openPeople(database).workgroups);
  });
}
