import { text } from 'node:stream/consumers';
import { Argument, type Command, Option } from 'commander';
import type { Agents } from '../agents/agents.ts';
import { type Role, roles, type User } from '../agents/user.ts';
import { check, latest } from '../database/migrate.ts';
import { IwtError } from '../errors.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';
import { makePassword } from './password.ts';
import { openPeople } from './people.ts';
import { photoCommand } from './photo.ts';
import { userSetCommand } from './user-set.ts';

const actor = 'iwt user';

interface PasswordFlags extends DatabaseFlags {
  readonly passwordStdin?: boolean;
}

interface AddFlags extends PasswordFlags {
  readonly role: Role;
  readonly displayName?: string;
  readonly workgroup: readonly string[];
}

/** `iwt user add|list|set|set-password|photo|deactivate|activate`; may be used while the site runs. */
export function userCommand(program: Command): void {
  const user = program.command('user').description('agents, supervisors and administrators');
  const name = () => new Argument('<name>', 'user name');
  const stdin = ['--password-stdin', 'read the password from standard input instead of making one'] as const;

  takesDatabase(user.command('add'))
    .description('add somebody; prints the password once, unless it was given')
    .addArgument(name())
    .addOption(new Option('--role <role>').choices(roles).default('agent'))
    .option('--display-name <name>', 'what visitors and colleagues see')
    .option('--workgroup <names...>', 'workgroups to belong to', [])
    .option(...stdin)
    .action((username: string, flags: AddFlags) => add(username, flags));
  takesDatabase(user.command('list'))
    .description('show everybody')
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => withAgents(flags, (agents) => list(agents, flags.json)));
  takesDatabase(user.command('set-password'))
    .description('give somebody a new password; ends all sessions of that person')
    .addArgument(name())
    .option(...stdin)
    .action((username: string, flags: PasswordFlags) => setPassword(username, flags));
  photoCommand(user);
  userSetCommand(user);
  for (const [verb, active] of [
    ['deactivate', false],
    ['activate', true],
  ] as const) {
    takesDatabase(user.command(verb))
      .description(active ? 'let somebody sign in again' : 'let somebody no longer sign in; ends all sessions at once')
      .addArgument(name())
      .action((username: string, flags: DatabaseFlags) =>
        withAgents(flags, async (agents) => agents.setActive((await find(agents, username)).id, active, actor)),
      );
  }
}

async function add(username: string, flags: AddFlags): Promise<void> {
  const given = flags.passwordStdin ? await readPassword() : undefined;
  const password = given ?? makePassword();
  await withDatabase(flags, { existing: false }, async (database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    const { agents, workgroups } = openPeople(database);
    await workgroups.ensureFirst();
    const { role, displayName, workgroup } = flags;
    await agents.create({ username, displayName, role, workgroups: workgroup, password }, actor);
  });
  if (given === undefined) tell(password);
}

async function setPassword(username: string, flags: PasswordFlags): Promise<void> {
  const given = flags.passwordStdin ? await readPassword() : undefined;
  const password = given ?? makePassword();
  await withAgents(flags, async (agents) => agents.setPassword((await find(agents, username)).id, password, actor));
  if (given === undefined) tell(password);
}

async function list(agents: Agents, json = false): Promise<void> {
  const users = (await agents.list()).map(({ username, displayName, role, active, listed, status, workgroups }) => ({
    username,
    displayName,
    role,
    active,
    listed,
    status: status.name,
    workgroups: workgroups.map((workgroup) => workgroup.name),
  }));
  const line = (user: (typeof users)[number]) =>
    [
      user.username.padEnd(16),
      user.role.padEnd(13),
      (user.active ? user.status : 'inactive').padEnd(24),
      user.displayName,
      user.workgroups.length > 0 ? `(${user.workgroups.join(', ')})` : '',
      user.listed ? 'listed' : '',
    ].join(' ');
  process.stdout.write(json ? `${JSON.stringify(users)}\n` : users.map((user) => `${line(user).trimEnd()}\n`).join(''));
}

async function withAgents(flags: DatabaseFlags, work: (agents: Agents) => Promise<void>): Promise<void> {
  await withDatabase(flags, { existing: true }, async (database) => {
    await check(database);
    await work(openPeople(database).agents);
  });
}

async function find(agents: Agents, username: string): Promise<User> {
  const user = await agents.findByName(username);
  if (!user) throw new IwtError('not-found', `There is no user "${username}".`);
  return user;
}

/** The first line of standard input. */
async function readPassword(): Promise<string> {
  return (await text(process.stdin)).split(/\r?\n/)[0] ?? '';
}

function tell(password: string): void {
  process.stdout.write(`Password (shown once): ${password}\n`);
}
