import type { Command } from 'commander';
import type { Skills } from '../skills/skills.ts';
import { readNumber } from './arguments.ts';
import { type DatabaseFlags, takesDatabase } from './database.ts';

type WithSkills = (flags: DatabaseFlags, work: (skills: Skills) => Promise<void>) => Promise<void>;

/** `iwt skill table list|add|remove|map|unmap`; a running site goes by a change within three seconds. */
export function skillTableCommand(skill: Command, withSkills: WithSkills): void {
  const command = skill.command('table').description('tables that say which skill a page means');
  takesDatabase(command.command('list').description('list the tables and their rows'))
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => withSkills(flags, (skills) => list(skills, flags.json)));
  takesDatabase(command.command('add').description('add a table for a category of your own'))
    .argument('<table>', 'name of the table')
    .argument('<category>', 'category of the routing contexts that are looked up in it')
    .action((table: string, category: string, flags: DatabaseFlags) =>
      withSkills(flags, (skills) => skills.addTable(table, category, 'iwt skill table add')),
    );
  takesDatabase(command.command('remove').description('remove a table with its rows'))
    .argument('<table>')
    .action((table: string, flags: DatabaseFlags) =>
      withSkills(flags, (skills) => skills.removeTable(table, 'iwt skill table remove')),
    );
  takesDatabase(command.command('map').description('add a row to a table, or change it'))
    .argument('<table>')
    .argument('<external>', 'what pages say; letter case does not count')
    .argument('<skill>', 'internal name of the skill that is meant')
    .option('--minimum <n>', 'least proficiency that an agent needs, 0 to 100', readNumber, 1)
    .action((table: string, external: string, name: string, flags: DatabaseFlags & { minimum: number }) =>
      withSkills(flags, (skills) =>
        skills.map(table, { external, skill: name, minimum: flags.minimum }, 'iwt skill table map'),
      ),
    );
  takesDatabase(command.command('unmap').description('remove a row from a table'))
    .argument('<table>')
    .argument('<external>')
    .action((table: string, external: string, flags: DatabaseFlags) =>
      withSkills(flags, (skills) => skills.unmap(table, external, 'iwt skill table unmap')),
    );
}

async function list(skills: Skills, json = false): Promise<void> {
  const tables = await skills.tables();
  if (json) process.stdout.write(`${JSON.stringify(tables)}\n`);
  else {
    for (const { name, category, rows } of tables) {
      process.stdout.write(`${name}\t${category}\n`);
      for (const { external, skill, minimum } of rows) {
        process.stdout.write(`\t${external}\t${skill}\tminimum ${minimum}\n`);
      }
    }
  }
}
