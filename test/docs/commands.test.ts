import { Command } from 'commander';
import { expect, test } from 'vitest';
import { codeCommand } from '../../lib/cli/code.ts';
import { configureCommand } from '../../lib/cli/configure.ts';
import { doctorCommand } from '../../lib/cli/doctor.ts';
import { migrateCommand } from '../../lib/cli/migrate.ts';
import { paramsCommand } from '../../lib/cli/params.ts';
import { problemReportsCommand } from '../../lib/cli/problem-reports.ts';
import { serveCommand } from '../../lib/cli/serve.ts';
import { skillCommand } from '../../lib/cli/skill.ts';
import { transcriptsCommand } from '../../lib/cli/transcripts.ts';
import { userCommand } from '../../lib/cli/user.ts';
import { workgroupCommand } from '../../lib/cli/workgroup.ts';
import { readPage } from './fences.ts';

const program = new Command('iwt');
for (const add of [
  codeCommand,
  configureCommand,
  doctorCommand,
  migrateCommand,
  paramsCommand,
  problemReportsCommand,
  serveCommand,
  skillCommand,
  transcriptsCommand,
  userCommand,
  workgroupCommand,
])
  add(program);

const pages = [
  'README.md',
  'docs/doctor.md',
  'docs/people.md',
  'docs/skills.md',
  'docs/opening-hours.md',
  'docs/parameters.md',
  'docs/transcripts.md',
  'docs/errors.md',
  'docs/mounting.md',
  'docs/gateway.md',
  'docs/configure.md',
];

/** Every `iwt …` of the pages, up to what ends a command in a text. */
async function commandsOn(page: string): Promise<string[]> {
  return [...(await readPage(page)).matchAll(/npx iwt ([^`\n#]+)/g)].map(([, command = '']) => command.trim());
}

test.each(pages)('every command on %s exists, with its flags', async (page) => {
  for (const command of await commandsOn(page)) {
    const words = command.split(' ');
    let found: Command | undefined = program;
    while (found && found.commands.length > 0 && words[0] !== '…') {
      const word = words.shift();
      found = found.commands.find((one) => one.name() === word);
    }
    if (words[0] === '…') continue;
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
