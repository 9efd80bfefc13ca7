import type { Command } from 'commander';
import { createAudit } from '../audit/audit.ts';
import { check, latest } from '../database/migrate.ts';
import { IwtError } from '../errors.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemIds } from '../runtime/ids.ts';
import { createSkills, type Holding, type Skills } from '../skills/skills.ts';
import { readNumber } from './arguments.ts';
import { type DatabaseFlags, quiet, takesDatabase, withDatabase } from './database.ts';
import { skillTableCommand } from './skill-table.ts';

interface HolderFlags extends DatabaseFlags {
  readonly user?: string;
  readonly workgroup?: string;
}

interface AssignFlags extends HolderFlags {
  readonly proficiency?: number;
  readonly desire?: number;
}

/** `iwt skill add|list|remove|assign|unassign|table`; a running site gives what waits by them within 15 seconds. */
export function skillCommand(program: Command): void {
  const command = program.command('skill').description('skills of agents, and what pages mean by them');
  takesDatabase(command.command('add').description('add a skill'))
    .argument('<skill>', 'internal name, at most 64 characters; visitors do not see it')
    .action((skill: string, flags: DatabaseFlags) => withSkills(flags, (skills) => skills.add(skill, 'iwt skill add')));
  takesDatabase(command.command('list').description('list the skills and who has them'))
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => withSkills(flags, (skills) => list(skills, flags.json)));
  takesDatabase(command.command('remove').description('remove a skill from everybody and from all tables'))
    .argument('<skill>')
    .action((skill: string, flags: DatabaseFlags) =>
      withSkills(flags, (skills) => skills.remove(skill, 'iwt skill remove')),
    );
  takesHolder(command.command('assign').description('give a skill, or change how good somebody is at it'))
    .option('--proficiency <n>', '1 to 100; 100 is best (default: 1)', readNumber)
    .option('--desire <n>', 'desire to use it, 0 to 100 (default: 0)', readNumber)
    .action((skill: string, flags: AssignFlags) =>
      withSkills(flags, (skills) => skills.assign(skill, holderOf(flags), flags, 'iwt skill assign')),
    );
  takesHolder(command.command('unassign').description('take a skill from somebody')).action(
    (skill: string, flags: HolderFlags) =>
      withSkills(flags, (skills) => skills.unassign(skill, holderOf(flags), 'iwt skill unassign')),
  );
  skillTableCommand(command, withSkills);
}

function takesHolder(command: Command): Command {
  return takesDatabase(command)
    .argument('<skill>')
    .option('--user <name>', 'an agent')
    .option('--workgroup <name>', 'all members of a workgroup');
}

function holderOf({ user, workgroup }: HolderFlags): Holding {
  if (user !== undefined && workgroup === undefined) return { kind: 'user', name: user };
  if (workgroup !== undefined && user === undefined) return { kind: 'workgroup', name: workgroup };
  throw new IwtError('request.missing-data', 'Say either --user NAME or --workgroup NAME.');
}

async function list(skills: Skills, json = false): Promise<void> {
  const rows = await skills.list();
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else {
    for (const { name, users, workgroups } of rows) {
      process.stdout.write(`${name}\n`);
      for (const one of users) process.stdout.write(lineOf('user', one));
      for (const one of workgroups) process.stdout.write(lineOf('workgroup', one));
    }
  }
}

function lineOf(kind: string, held: { name: string; proficiency: number; desire: number }): string {
  return `\t${kind}\t${held.name}\tproficiency ${held.proficiency}\tdesire ${held.desire}\n`;
}

function withSkills(flags: DatabaseFlags, work: (skills: Skills) => Promise<void>): Promise<void> {
  return withDatabase(flags, { existing: false }, async (database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    const runtime = { clock: systemClock, ids: systemIds, log: quiet };
    await work(createSkills({ database, runtime, audit: createAudit({ database, runtime }) }));
  });
}
