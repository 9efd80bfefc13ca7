import { type Command, Option } from 'commander';
import { type Role, roles, type User } from '../agents/user.ts';
import { check } from '../database/migrate.ts';
import { IwtError } from '../errors.ts';
import { accountKey } from '../sessions/account-name.ts';
import { type Figure, figureOf, readFigure, readOnOff } from './arguments.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';
import { openPeople } from './people.ts';

const actor = 'iwt user set';

interface SetFlags extends DatabaseFlags {
  readonly role?: Role;
  readonly displayName?: string;
  readonly workgroup?: readonly string[];
  readonly join?: readonly string[];
  readonly leave?: readonly string[];
  readonly chatMaxAssign?: Figure;
  readonly chatUtilization?: Figure;
  readonly callbackMaxAssign?: Figure;
  readonly callbackUtilization?: Figure;
  readonly listed?: boolean;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly department?: string;
  readonly extension?: string;
  readonly publicEmail?: string;
}

/** `iwt user set NAME …`; may be used while the site runs. */
export function userSetCommand(user: Command): void {
  takesDatabase(user.command('set'))
    .description('change somebody; a limit "default" is that of the workgroup again')
    .argument('<name>', 'user name')
    .addOption(new Option('--role <role>').choices(roles))
    .option('--display-name <name>', 'what visitors and colleagues see')
    .option('--workgroup <names...>', 'workgroups to belong to, and to no others')
    .option('--join <names...>', 'workgroups to belong to as well')
    .option('--leave <names...>', 'workgroups to belong to no longer')
    .option('--chat-max-assign <n>', 'most chats at once', readFigure)
    .option('--chat-utilization <percent>', 'attention that one chat takes', readFigure)
    .option('--callback-max-assign <n>', 'most callbacks at once', readFigure)
    .option('--callback-utilization <percent>', 'attention that one callback takes', readFigure)
    .option('--listed <on|off>', 'whether visitors find the person on the search page', readOnOff)
    .option('--first-name <name>', 'what a search for a first name finds; "": the display name')
    .option('--last-name <name>', 'what a search for a last name finds; "": the display name')
    .option('--department <name>', 'department on the search page; "": none')
    .option('--extension <number>', 'extension on the search page; "": none')
    .option('--public-email <address>', 'e-mail address on the search page; "": none')
    .action(set);
}

async function set(username: string, flags: SetFlags): Promise<void> {
  const { role, displayName, listed, firstName, lastName, department, extension, publicEmail } = flags;
  const listing = { listed, firstName, lastName, department, extension, publicEmail };
  const limits = {
    chatMaxAssign: figureOf(flags.chatMaxAssign),
    chatUtilization: figureOf(flags.chatUtilization),
    callbackMaxAssign: figureOf(flags.callbackMaxAssign),
    callbackUtilization: figureOf(flags.callbackUtilization),
  };
  await withDatabase(flags, { existing: true }, async (database) => {
    await check(database);
    const { agents } = openPeople(database);
    const user = await agents.findByName(username);
    if (!user) throw new IwtError('not-found', `There is no user "${username}".`);
    await agents.update(
      user.id,
      { role, displayName, workgroups: membership(user, flags), ...limits, ...listing },
      actor,
    );
  });
}

/** Names of all workgroups to belong to; undefined: as before. */
function membership(user: User, { workgroup, join = [], leave = [] }: SetFlags): readonly string[] | undefined {
  if (workgroup === undefined && join.length === 0 && leave.length === 0) return undefined;
  const names = [...(workgroup ?? user.workgroups.map(({ name }) => name)), ...join];
  const left = new Set(leave.map(accountKey));
  for (const name of leave) {
    if (names.some((one) => accountKey(one) === accountKey(name))) continue;
    throw new IwtError('request.invalid', `The user does not belong to a workgroup "${name}".`);
  }
  return names.filter((name) => !left.has(accountKey(name)));
}
