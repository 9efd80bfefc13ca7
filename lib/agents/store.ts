import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Role, Status, User, UserWorkgroup } from './user.ts';

export interface NewUserRow {
  readonly id: string;
  readonly username: string;
  readonly username_key: string;
  readonly display_name: string;
  readonly password_hash: string;
  readonly role: Role;
  readonly status_id: string;
  readonly status_since: number;
  readonly created_at: number;
}

export interface StatusColumns {
  readonly status_id: string;
  readonly status_since: number;
  readonly status_until: number | null;
  readonly status_note: string | null;
  readonly last_available_since: number | null;
}

/** Status of a user who is about to change it. */
export interface CurrentStatus {
  readonly name: string;
  readonly since: number;
  readonly available: boolean;
  readonly lastAvailableSince: number | null;
}

/** Columns of a user that can be changed, and the keys of all workgroups to belong to. */
export interface UserColumns {
  readonly columns: Readonly<Record<string, string | number | null>>;
  readonly workgroups: readonly string[] | undefined;
}

const firstAdministrator = 'first-administrator';

export function agentStore({ knex }: Database) {
  const users = () =>
    knex('iwt_user as u')
      .join('iwt_status as s', 's.id', 'u.status_id')
      .select('u.id', 'u.username', 'u.display_name', 'u.role', 'u.active', 'u.created_at', 'u.last_available_since')
      .select('u.status_id', 'u.status_since', 'u.status_until', 'u.status_note', 's.available')
      .select('u.chat_max_assign', 'u.chat_utilization', 'u.callback_max_assign', 'u.callback_utilization')
      .select('u.listed', 'u.first_name', 'u.last_name', 'u.department', 'u.extension', 'u.public_email');

  const withWorkgroups = async (rows: UserRow[]): Promise<User[]> => {
    const members: MemberRow[] = await knex('iwt_workgroup_member as m')
      .join('iwt_workgroup as w', 'w.id', 'm.workgroup_id')
      .modify((query) => {
        if (rows.length === 1) query.where('m.user_id', rows[0]?.id);
      })
      .orderBy('w.name')
      .select('m.user_id', 'm.activated', 'w.id', 'w.name');
    return rows.map((row) => userOf(row, members));
  };

  const insertUser = async (trx: Knex.Transaction, row: NewUserRow, workgroups: readonly string[]): Promise<void> => {
    await trx('iwt_user').insert(row);
    const members = workgroups.map((id) => ({ workgroup_id: id, user_id: row.id, activated: 1 }));
    if (members.length > 0) await trx('iwt_workgroup_member').insert(members);
  };

  /** Whoever stays a member stays activated or not. */
  const setMembership = async (trx: Knex.Transaction, user: string, workgroups: readonly string[]): Promise<void> => {
    const members = () => trx('iwt_workgroup_member').where({ user_id: user });
    const before: { workgroup_id: string }[] = await members().select('workgroup_id');
    const known = new Set(before.map(({ workgroup_id }) => workgroup_id));
    await members().whereNotIn('workgroup_id', workgroups).delete();
    const joined = workgroups.filter((id) => !known.has(id));
    const rows = joined.map((id) => ({ workgroup_id: id, user_id: user, activated: 1 }));
    if (rows.length > 0) await trx('iwt_workgroup_member').insert(rows);
  };

  return {
    async find(where: { id: string } | { username_key: string }): Promise<User | undefined> {
      const [column, value] = Object.entries(where)[0] as [string, string];
      const row: UserRow | undefined = await users().where(`u.${column}`, value).first();
      return row && (await withWorkgroups([row]))[0];
    },
    all: async (): Promise<User[]> => withWorkgroups(await users().orderBy('u.username_key')),
    isActive: async (id: string): Promise<boolean> =>
      (await knex('iwt_user').where({ id, active: 1 }).first('id')) !== undefined,
    credential: async (
      key: string,
    ): Promise<{ id: string; active: number; password_hash: string | null } | undefined> =>
      knex('iwt_user').where('username_key', key).first('id', 'active', 'password_hash'),
    statuses: async (): Promise<Status[]> => (await knex('iwt_status').orderBy('sort').select()).map(statusOf),

    /** @throws what `isDuplicate` knows when the name is taken */
    insert: (row: NewUserRow, workgroups: readonly string[]): Promise<void> =>
      knex.transaction((trx) => insertUser(trx, row, workgroups)),

    /** Decides with the user's row locked, so that assignment sees either the old status or the new. False: no such user. */
    changeStatus: (id: string, decide: (current: CurrentStatus) => StatusColumns): Promise<boolean> =>
      knex.transaction(async (trx) => {
        const row = await trx('iwt_user').where({ id }).forUpdate().first();
        if (!row) return false;
        const status = await trx('iwt_status').where({ id: row.status_id }).first('available');
        const current = {
          name: row.status_id,
          since: Number(row.status_since),
          available: status?.available === 1,
          lastAvailableSince: numberOrNull(row.last_available_since),
        };
        await trx('iwt_user').where({ id }).update(decide(current));
        return true;
      }),

    /** False: no such user. */
    update: async (id: string, columns: { password_hash?: string; active?: number }): Promise<boolean> =>
      (await knex('iwt_user').where({ id }).update(columns)) > 0,

    /** With the user's row locked, so that assignment sees either all of the change or nothing. `record` stands or falls with it. */
    change: (
      id: string,
      { columns, workgroups }: UserColumns,
      record: (trx: Knex.Transaction) => Promise<void>,
    ): Promise<void> =>
      knex.transaction(async (trx) => {
        await trx('iwt_user').where({ id }).forUpdate().first('id');
        if (Object.keys(columns).length > 0) await trx('iwt_user').where({ id }).update(columns);
        if (workgroups) await setMembership(trx, id, workgroups);
        await record(trx);
      }),

    hasUsers: async (): Promise<boolean> => (await knex('iwt_user').first('id')) !== undefined,

    async addSetupLink(digest: string, now: number, expiresAt: number): Promise<void> {
      await knex('iwt_one_time_link').where('expires_at', '<', now).delete();
      await knex('iwt_one_time_link').insert({
        token_digest: digest,
        purpose: firstAdministrator,
        expires_at: expiresAt,
      });
    },
    async setupLinkWorks(digest: string, now: number): Promise<boolean> {
      const link = await knex('iwt_one_time_link').where({ token_digest: digest }).first();
      return usable(link, now) && (await knex('iwt_user').first('id')) === undefined;
    },
    /** Uses the link up and makes the first user; false, and nothing is changed, when the link does not work (any more). */
    useSetupLink: (digest: string, row: NewUserRow, workgroups: readonly string[], now: number): Promise<boolean> =>
      knex.transaction(async (trx) => {
        // All such links are locked together, or two of them could make two first administrators.
        const links = await trx('iwt_one_time_link').where({ purpose: firstAdministrator }).forUpdate();
        const link = links.find((found) => found.token_digest === digest);
        if (!usable(link, now) || (await trx('iwt_user').first('id'))) return false;
        await trx('iwt_one_time_link').where({ token_digest: digest }).update({ used_at: now });
        await insertUser(trx, row, workgroups);
        return true;
      }),
  };
}

export type AgentStore = ReturnType<typeof agentStore>;

interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
  readonly role: Role;
  readonly active: number;
  readonly created_at: number;
  readonly last_available_since: number | null;
  readonly status_id: string;
  readonly status_since: number;
  readonly status_until: number | null;
  readonly status_note: string | null;
  readonly available: number;
  readonly chat_max_assign: number | null;
  readonly chat_utilization: number | null;
  readonly callback_max_assign: number | null;
  readonly callback_utilization: number | null;
  readonly listed: number | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly department: string | null;
  readonly extension: string | null;
  readonly public_email: string | null;
}

interface MemberRow extends Omit<UserWorkgroup, 'activated'> {
  readonly user_id: string;
  readonly activated: number;
}

interface LinkRow {
  readonly purpose: string;
  readonly expires_at: number;
  readonly used_at: number | null;
}

function usable(link: LinkRow | undefined, now: number): boolean {
  return link?.purpose === firstAdministrator && link.used_at === null && Number(link.expires_at) > now;
}

function userOf(row: UserRow, members: readonly MemberRow[]): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    status: {
      name: row.status_id,
      since: Number(row.status_since),
      until: numberOrNull(row.status_until),
      note: row.status_note,
      available: row.available === 1,
    },
    workgroups: members
      .filter((member) => member.user_id === row.id)
      .map(({ id, name, activated }) => ({ id, name, activated: activated === 1 })),
    chatMaxAssign: row.chat_max_assign,
    chatUtilization: row.chat_utilization,
    callbackMaxAssign: row.callback_max_assign,
    callbackUtilization: row.callback_utilization,
    listed: row.listed === 1,
    firstName: row.first_name,
    lastName: row.last_name,
    department: row.department,
    extension: row.extension,
    publicEmail: row.public_email,
    lastAvailableSince: numberOrNull(row.last_available_since),
    active: row.active === 1,
    createdAt: Number(row.created_at),
  };
}

interface StatusRow {
  readonly id: string;
  readonly available: number;
  readonly dnd: number;
  readonly follow_up: number;
  readonly allow_date: number;
  readonly allow_time: number;
}

function statusOf(row: StatusRow): Status {
  return {
    name: row.id,
    available: row.available === 1,
    doNotDisturb: row.dnd === 1,
    followUp: row.follow_up === 1,
    allowDate: row.allow_date === 1,
    allowTime: row.allow_time === 1,
  };
}

function numberOrNull(value: number | null): number | null {
  return value === null ? null : Number(value);
}
