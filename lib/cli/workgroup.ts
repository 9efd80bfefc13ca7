import type { Command } from 'commander';
import type { Database } from '../database/connect.ts';
import { check, latest } from '../database/migrate.ts';
import { IwtError } from '../errors.ts';
import type { Workgroup, WorkgroupChange, Workgroups } from '../workgroups/workgroups.ts';
import { type Figure, figureOf, readFigure, readOnOff } from './arguments.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';
import { openingHoursCommand } from './opening-hours.ts';
import { openPeople } from './people.ts';

interface SetFlags extends DatabaseFlags {
  readonly active?: boolean;
  readonly callbacks?: boolean;
  readonly chatMaxAssign?: Figure;
  readonly chatUtilization?: Figure;
  readonly alertTimeout?: Figure;
  readonly callbackRetries?: Figure;
  readonly callbackRetryMinutes?: Figure;
  readonly callbackMaxAssign?: Figure;
  readonly callbackUtilization?: Figure;
  readonly skillRelax?: Figure;
  readonly idleTime?: Figure;
  readonly idleGrace?: Figure;
  readonly idleWarning?: string;
  readonly idleDisconnect?: string;
}

/** `iwt workgroup add|list|show|set|hours`. */
export function workgroupCommand(program: Command): void {
  const command = program.command('workgroup').description('workgroups and how their queues work');
  takesDatabase(command.command('add <name>').description('add a workgroup')).action(
    (name: string, flags: DatabaseFlags) =>
      withWorkgroups(flags, async (workgroups) => {
        const { name: added } = await workgroups.create(name, 'iwt workgroup add');
        print(`Added the workgroup ${added}.`);
      }),
  );
  takesDatabase(command.command('list').description('list the workgroups')).action((flags: DatabaseFlags) =>
    withWorkgroups(flags, async (workgroups) => {
      for (const { name, members, active } of await workgroups.list()) {
        print(`${name}\t${members} members${active ? '' : '\tnot active'}`);
      }
    }),
  );
  takesDatabase(command.command('show <name>').description('show how a workgroup is set'))
    .option('--json', 'as one line of JSON')
    .action((name: string, flags: DatabaseFlags & { json?: boolean }) =>
      withWorkgroups(flags, (workgroups) => show(workgroups, name, flags.json)),
    );
  setCommand(command);
  openingHoursCommand(command, withWorkgroups);
}

function setCommand(command: Command): void {
  takesDatabase(command.command('set <name>'))
    .description('change a workgroup; "default" takes a figure or text back')
    .option('--active <on|off>', 'visitors can reach it', readOnOff)
    .option('--chat-max-assign <n>', 'most chats that one agent gets at once', readFigure)
    .option('--chat-utilization <percent>', 'attention that one chat takes', readFigure)
    .option('--alert-timeout <seconds>', 'time to pick up', readFigure)
    .option('--callbacks <on|off>', 'visitors can ask to be called back', readOnOff)
    .option('--callback-retries <n>', 'how often a callback may be tried again', readFigure)
    .option('--callback-retry-minutes <n>', 'time until then; 0: the parameter Default Snooze Duration', readFigure)
    .option('--callback-max-assign <n>', 'most callbacks that one agent gets at once', readFigure)
    .option('--callback-utilization <percent>', 'attention that one callback takes', readFigure)
    .option('--skill-relax <seconds>', 'time after which minimum proficiencies no longer count', readFigure)
    .option('--idle-time <seconds>', 'how long a visitor may be idle before he is warned', readFigure)
    .option('--idle-grace <seconds>', 'how long he may stay idle after that', readFigure)
    .option('--idle-warning <text>', 'the warning')
    .option('--idle-disconnect <text>', 'what is said when an idle chat ends')
    .action((name: string, flags: SetFlags) =>
      withWorkgroups(flags, async (workgroups) => {
        await workgroups.update(name, changeOf(flags), 'iwt workgroup set');
      }),
    );
}

function changeOf(flags: SetFlags): WorkgroupChange {
  return {
    active: flags.active,
    chatMaxAssign: figureOf(flags.chatMaxAssign),
    chatUtilization: figureOf(flags.chatUtilization),
    alertTimeout: figureOf(flags.alertTimeout),
    callbacksEnabled: flags.callbacks,
    callbackRetries: figureOf(flags.callbackRetries),
    callbackRetryMinutes: figureOf(flags.callbackRetryMinutes),
    callbackMaxAssign: figureOf(flags.callbackMaxAssign),
    callbackUtilization: figureOf(flags.callbackUtilization),
    skillRelaxAfter: figureOf(flags.skillRelax),
    idleTime: figureOf(flags.idleTime),
    idleGrace: figureOf(flags.idleGrace),
    idleWarning: textOf(flags.idleWarning),
    idleDisconnect: textOf(flags.idleDisconnect),
  };
}

/** "default" takes a text back as it does a figure. */
function textOf(given: string | undefined): string | null | undefined {
  return given === 'default' ? null : given;
}

async function show(workgroups: Workgroups, name: string, json = false): Promise<void> {
  const workgroup = await workgroups.find(name);
  if (!workgroup) throw new IwtError('not-found', `There is no workgroup "${name}".`);
  const { openingHours } = await workgroups.settings(workgroup.id);
  if (json) {
    const { id: _, ...told } = workgroup;
    print(JSON.stringify({ ...told, openingHours: openingHours === null ? null : JSON.parse(openingHours) }));
  } else for (const [label, value] of linesOf(workgroup, openingHours)) print(`${label.padEnd(24)} ${value}`);
}

function linesOf(workgroup: Workgroup, openingHours: string | null): [string, string | number][] {
  const { callbackRetryMinutes: minutes } = workgroup;
  return [
    ['Name', workgroup.name],
    ['Active', workgroup.active ? 'yes' : 'no'],
    ['Members', workgroup.members],
    ['Alert timeout', `${workgroup.alertTimeout} s`],
    ['Chat Max Assign', workgroup.chatMaxAssign],
    ['Chat utilization', `${workgroup.chatUtilization} %`],
    ['Enable callbacks', workgroup.callbacksEnabled ? 'yes' : 'no'],
    ['Callback Max Assign', workgroup.callbackMaxAssign],
    ['Callback utilization', `${workgroup.callbackUtilization} %`],
    ['Callback retries', workgroup.callbackRetries],
    ['Time between callbacks', minutes === null ? 'Default Snooze Duration' : `${minutes} min`],
    ['Skill relaxation', workgroup.skillRelaxAfter === null ? 'never' : `${workgroup.skillRelaxAfter} s`],
    ['Idle time', workgroup.idleTime === null ? 'PartyIdleTime' : `${workgroup.idleTime} s`],
    ['Idle grace time', workgroup.idleGrace === null ? 'PartyIdleGraceTime' : `${workgroup.idleGrace} s`],
    ['Idle warning', workgroup.idleWarning ?? 'IdleWarningMessage'],
    ['Idle disconnect', workgroup.idleDisconnect ?? 'IdleDisconnectMessage'],
    ['Opening hours', openingHours ?? 'always open'],
  ];
}

function withWorkgroups(flags: DatabaseFlags, work: (workgroups: Workgroups) => Promise<void>): Promise<void> {
  return withDatabase(flags, { existing: false }, async (database: Database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    await work(openPeople(database).workgroups);
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
