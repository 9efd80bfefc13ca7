import { Command } from 'commander';
import { expect, test } from 'vitest';
import { migrateCommand } from '../../lib/cli/migrate.ts';
import { paramsCommand } from '../../lib/cli/params.ts';
import { serveCommand } from '../../lib/cli/serve.ts';
import { userCommand } from '../../lib/cli/user.ts';
import { workgroupCommand } from '../../lib/cli/workgroup.ts';
import { readPage } from './fences.ts';

const program = new Command('iwt');
for (const add of [migrateCommand, paramsCommand, serveCommand, userCommand, workgroupCommand]) add(program);

const pages = ['README.md', 'docs/people.md', 'docs/parameters.md', 'docs/errors.md', 'docs/mounting.md'];

/** Every `iwt …` of the pages, up to what ends a command in a text. */
async function commandsOn(page: string): Promise<string[]> {
  return [...(await readPage(page)).matchAll(/npx iwt ([^`\n#]+)/g)].map(([, command = '']) => command.trim());
}

test.each(pages)('every command on %s exists, with its flags', async (page) => {
  for (const command of await commandsOn(page)) {
    const [name, sub] = command.split(' ');
    const first = program.commands.find((one) => one.name() === name);
    expect(first, command).toBeDefined();
    const found = first?.commands.length ? first.commands.find((one) => one.name() === sub) : first;
    if (sub === '…') continue;
    expect(found, command).toBeDefined();
    for (const [flag] of command.matchAll(/--[a-z-]+/g)) {
      expect(
        found?.options.map((option) => option.long),
        command,
      ).toContain(flag);
    }
  }
});

test('every command is described', async () => {
  const all = (await Promise.all(pages.map(commandsOn))).flat();
  for (const command of program.commands) {
    for (const sub of command.commands.length > 0 ? command.commands.map((one) => ` ${one.name()}`) : ['']) {
      const whole = `${command.name()}${sub}`;
      expect(
        all.some((one) => one === whole || one.startsWith(`${whole} `)),
        whole,
      ).toBe(true);
    }
  }
});
