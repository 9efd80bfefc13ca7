import type { Audit } from '../audit/audit.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Database } from '../database/connect.ts';
import { isDuplicate } from '../database/errors.ts';
import { IwtError } from '../errors.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { createLocalLogin } from '../sessions/login.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { checkPassword, checkStatus, checkUser, refused } from './checks.ts';
import { createVerify } from './login.ts';
import { createSetup, type Setup } from './setup.ts';
import { agentStore, type NewUserRow } from './store.ts';
import { updateOf } from './update.ts';
import type { NewStatus, NewUser, Status, User, UserChange, UserUpdate } from './user.ts';

/** Door of the people who work here. */
export interface Agents {
  /** By key; inactive users too. */
  find(id: string): Promise<User | undefined>;
  /** By user name without letter case; inactive users too. */
  findByName(username: string): Promise<User | undefined>;
  /** All users by user name. */
  list(): Promise<readonly User[]>;
  /** The documented statuses in their order. */
  statuses(): Promise<readonly Status[]>;
  /** @throws IwtError `request.invalid` for an unknown status, an end it cannot carry, or a note over 255 characters */
  setStatus(id: string, status: NewStatus): Promise<User>;
  /** @throws IwtError `account.exists`, `request.missing-data` or `request.invalid` (`details.field`, `details.problem`) */
  create(user: NewUser, actor: string): Promise<User>;
  /**
   * Name, role, workgroups and limits. Interactions that the user has stay where they are.
   * @throws IwtError `not-found`, `request.missing-data` (no change), `request.invalid` with `details.field`
   */
  update(id: string, update: UserUpdate, actor: string): Promise<User>;
  /** Ends all sessions of the user. @throws IwtError `request.invalid` for a weak password */
  setPassword(id: string, password: string, actor: string): Promise<void>;
  /** An inactive user cannot sign in; sessions and streams end at once. */
  setActive(id: string, active: boolean, actor: string): Promise<void>;
  /** The same answer and time for an unknown name, a wrong password and an inactive user. @throws IwtError `login.limited` */
  authenticate(name: string, password: string, address: string): Promise<User | null>;
  /** Whether this user may be signed in. */
  admits(id: string): Promise<boolean>;
  /** Tells all nodes of a change that was made elsewhere than here. */
  announce(change: UserChange): void;
  /** Tells of changes on every node, after they are on disk. */
  watch(listener: (change: UserChange) => void): Cancel;
  /** How the first administrator comes about. */
  readonly setup: Setup;
}

export interface AgentParts {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly bus: Bus;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly audit: Pick<Audit, 'record'>;
  readonly workgroups: Pick<Workgroups, 'list'>;
  /** Ends all sessions of a user. */
  readonly endSessions: (user: string) => Promise<void>;
}

const topic = 'agents';
/** Nobody is given chats before saying so. */
const firstStatus = 'Gone home';

export function createAgents(parts: AgentParts): Agents {
  const { runtime, bus, passwords, audit } = parts;
  const store = agentStore(parts.database);
  const announce = (change: UserChange) => bus.publish(topic, change);
  const login = createLocalLogin(createVerify(parts, store));

  async function must(id: string): Promise<User> {
    const user = await store.find({ id });
    if (!user) throw new IwtError('not-found', 'There is no such user.');
    return user;
  }

  async function newRow(given: NewUser): Promise<NewUserRow> {
    const user = { ...given, displayName: given.displayName?.trim() || given.username };
    checkUser(user);
    const now = runtime.clock.now();
    return {
      id: runtime.ids.bytes(16).toString('base64url'),
      username: user.username.trim(),
      username_key: accountKey(user.username),
      display_name: user.displayName.trim(),
      password_hash: await passwords.hash(user.password),
      role: user.role,
      status_id: firstStatus,
      status_since: now,
      created_at: now,
    };
  }

  return {
    find: (id) => store.find({ id }),
    findByName: (username) => store.find({ username_key: accountKey(username) }),
    list: () => store.all(),
    statuses: () => store.statuses(),
    admits: (id) => store.isActive(id),
    authenticate: (username, password, address) => login({ username, password }, address),
    announce,

    async setStatus(id, wanted) {
      const status = checkStatus(wanted, await store.statuses());
      const now = runtime.clock.now();
      const changed = await store.changeStatus(id, (current) => ({
        status_id: status.name,
        status_since: status.name === current.name ? current.since : now,
        status_until: wanted.until ?? null,
        status_note: wanted.note?.trim() || null,
        last_available_since: status.available ? (current.available && current.lastAvailableSince) || now : null,
      }));
      if (!changed) throw new IwtError('not-found', 'There is no such user.');
      announce({ user: id, kind: 'status' });
      return must(id);
    },

    async create(user, actor) {
      const workgroups = await keysOf(user.workgroups ?? [], parts.workgroups);
      const row = await newRow(user);
      await store.insert(row, workgroups).catch((error) => {
        if (isDuplicate(error)) throw new IwtError('account.exists', `There is a user "${row.username}" already.`);
        throw error;
      });
      await audit.record({ actor, action: 'user.create', target: row.username, detail: { role: row.role } });
      announce({ user: row.id, kind: 'user' });
      return must(row.id);
    },

    async update(id, update, actor) {
      const columns = updateOf(update);
      const user = await must(id);
      const workgroups = update.workgroups && (await keysOf(update.workgroups, parts.workgroups));
      const entry = { actor, action: 'user.update', target: user.username, detail: { ...update } };
      await store.change(id, { columns, workgroups }, (trx) => audit.record(entry, trx));
      announce({ user: id, kind: 'user' });
      return must(id);
    },

    async setPassword(id, password, actor) {
      const user = await must(id);
      checkPassword(password, [user.username, user.displayName]);
      await store.update(id, { password_hash: await passwords.hash(password) });
      await parts.endSessions(id);
      await audit.record({ actor, action: 'user.password', target: user.username });
      announce({ user: id, kind: 'ended' });
    },

    async setActive(id, active, actor) {
      const user = await must(id);
      await store.update(id, { active: active ? 1 : 0 });
      if (!active) await parts.endSessions(id);
      await audit.record({ actor, action: active ? 'user.activate' : 'user.deactivate', target: user.username });
      announce({ user: id, kind: active ? 'user' : 'ended' });
    },

    watch: (listener) => bus.subscribe(topic, (message) => listener(message as UserChange)),
    setup: createSetup(parts, store, newRow),
  };
}

/** Keys of the named workgroups, in any letter case. */
async function keysOf(names: readonly string[], workgroups: Pick<Workgroups, 'list'>): Promise<string[]> {
  if (names.length === 0) return [];
  const known = new Map((await workgroups.list()).map((workgroup) => [accountKey(workgroup.name), workgroup.id]));
  const keys = names.map((name) => known.get(accountKey(name)));
  if (keys.includes(undefined)) throw refused('workgroups', 'unknown');
  return [...new Set(keys as string[])];
}
