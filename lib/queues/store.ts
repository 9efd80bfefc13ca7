import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { QueueRef } from '../interactions/events.ts';
import { accountKey } from '../sessions/account-name.ts';
import { type Candidate, type RoutedType, routedTypes, type Share, type Waiting } from './acd.ts';

/** States in which an interaction is assigned to an agent. Scheduled and snoozed ones are nobody's. */
const ASSIGNED = ['Alerting', 'Connected', 'Held'];

/** Limits where neither the user nor a workgroup says otherwise, as on a user's own queue. */
export const DEFAULT_LIMITS: Readonly<Record<RoutedType, Omit<Share, 'count'>>> = {
  chat: { max: 4, utilization: 25 },
  callback: { max: 1, utilization: 50 },
};
/** Seconds to pick up on a user's own queue. */
export const DEFAULT_ALERT_TIMEOUT_S = 30;

/** What waits, with what the queue's own rows say. */
export interface WaitingQueue {
  readonly type: QueueRef['type'];
  readonly items: readonly Waiting[];
  readonly alertTimeoutMs: number;
  /** Something needs skills or has a priority of its own, so that age alone decides nothing. */
  readonly bySkill: boolean;
}

export interface QueueStore {
  findWorkgroup(name: string): Promise<QueueRef | undefined>;
  findUser(username: string): Promise<QueueRef | undefined>;
  isMember(userId: string, workgroupId: string): Promise<boolean>;
  /** Workgroups in whose assignment the user takes part. */
  activatedIn(userId: string): Promise<string[]>;
  /** Queues in which something waits. */
  waitingQueues(): Promise<string[]>;
  /** The oldest of a queue, at most `limit` of each type; undefined when none waits. */
  waiting(queueId: string, limit: number, trx?: Knex.Transaction): Promise<WaitingQueue | undefined>;
  /** Who could take something of the queue now, with what each already has; of `only` these users when given. */
  candidates(
    queue: Pick<QueueRef, 'id' | 'type'>,
    now: number,
    only?: readonly string[],
    trx?: Knex.Transaction,
  ): Promise<Candidate[]>;
  /** They were given something to do: they are idle from now on at the earliest. */
  markBusy(users: readonly string[], now: number, trx: Knex.Transaction): Promise<void>;
  /** Interactions that alert the user, or are connected to or held by him. */
  assignedTo(userId: string): Promise<string[]>;
  /** Sets the status, unless the user has meanwhile chosen one that is not available. False: nothing changed. */
  setUnavailable(userId: string, status: string, now: number, trx: Knex.Transaction): Promise<boolean>;
}

export function queueStore({ knex }: Database): QueueStore {
  const on = (trx?: Knex.Transaction): Knex => trx ?? knex;
  const wanted = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  /** What is assigned to each user. A user's own figure wins over that of the workgroup whose queue it came from. */
  async function loads(users: readonly string[], db: Knex): Promise<Map<string, Load>> {
    const each = db.raw(
      `case i.type when 'callback' then coalesce(u.callback_utilization, w.callback_utilization, ?)
       else coalesce(u.chat_utilization, w.chat_utilization, ?) end`,
      [DEFAULT_LIMITS.callback.utilization, DEFAULT_LIMITS.chat.utilization],
    );
    const rows: { user_id: string; type: string; count: number; load: number }[] = await db('iwt_interaction as i')
      .join('iwt_user as u', 'u.id', 'i.user_id')
      .leftJoin('iwt_workgroup as w', 'w.id', 'i.queue_id')
      .whereIn('i.user_id', users as string[])
      .whereIn('i.state', ASSIGNED)
      .groupBy('i.user_id', 'i.type')
      .select('i.user_id', 'i.type')
      .count({ count: '*' })
      .sum({ load: each as never });
    const found = new Map<string, Load>();
    for (const { user_id, type, count, load } of rows) {
      const before = found.get(user_id) ?? nothing;
      const counts = { ...before.counts, [type]: Number(count) };
      found.set(user_id, { counts, load: before.load + Number(load) });
    }
    return found;
  }

  function oldest(queueId: string, type: RoutedType, limit: number, db: Knex): Promise<WaitingRow[]> {
    return (
      db('iwt_interaction as i')
        .leftJoin('iwt_workgroup as w', 'w.id', 'i.queue_id')
        .where({ 'i.state': 'Offering', 'i.queue_id': queueId, 'i.type': type })
        .orderBy(['i.started_at', 'i.id'])
        .limit(limit)
        .select('i.id', 'i.type', 'i.started_at', 'i.last_attempted', 'i.queue_type', 'w.alert_timeout_s')
        // The database looks it up once, not for each row.
        .select(db.raw('(select 1 from iwt_skill_wait where queue_id = ? limit 1) as by_skill', [queueId])) as never
    );
  }

  return {
    findWorkgroup: async (name) => {
      const row = await knex('iwt_workgroup').where({ name, active: 1 }).first('id', 'name');
      return row && { type: 'Workgroup', id: row.id, name: row.name };
    },
    findUser: async (username) => {
      const row = await knex('iwt_user')
        .where({ username_key: accountKey(username), active: 1 })
        .first('id', 'display_name');
      return row && { type: 'User', id: row.id, name: row.display_name.slice(0, 100) };
    },
    isMember: async (userId, workgroupId) => {
      const key = { user_id: userId, workgroup_id: workgroupId };
      return (await knex('iwt_workgroup_member').where(key).first('user_id')) !== undefined;
    },
    activatedIn: async (userId) => {
      const rows = await knex('iwt_workgroup_member')
        .where({ user_id: userId, activated: 1 })
        .select('workgroup_id as id');
      return wanted(rows);
    },
    waitingQueues: async () => {
      return wanted(await knex('iwt_interaction').where({ state: 'Offering' }).distinct('queue_id as id'));
    },

    async waiting(queueId, limit, trx) {
      // A batch of each type: however many of one wait, the other's oldest are looked at.
      const rows: WaitingRow[] = [];
      for (const type of routedTypes) rows.push(...(await oldest(queueId, type, limit, on(trx))));
      const [first] = rows;
      if (!first) return undefined;
      const seconds = Number(first.alert_timeout_s ?? DEFAULT_ALERT_TIMEOUT_S);
      return {
        type: first.queue_type,
        items: rows.map(waitingOf),
        alertTimeoutMs: seconds * 1000,
        bySkill: first.by_skill !== null,
      };
    },

    async candidates(queue, now, only, trx) {
      const query = on(trx)('iwt_user as u')
        .join('iwt_status as s', 's.id', 'u.status_id')
        .join('iwt_lease as l', 'l.user_id', 'u.id')
        .where({ 'u.active': 1, 's.available': 1 })
        .where('l.until', '>', now)
        .select('u.id', 'u.display_name', 'u.last_available_since', 'u.chat_max_assign', 'u.chat_utilization')
        .select('u.callback_max_assign', 'u.callback_utilization');
      if (queue.type === 'User') query.where('u.id', queue.id);
      else {
        query
          .join('iwt_workgroup_member as m', 'm.user_id', 'u.id')
          .join('iwt_workgroup as w', 'w.id', 'm.workgroup_id')
          .where({ 'm.workgroup_id': queue.id, 'm.activated': 1, 'w.active': 1 })
          .select({ group_chat_max: 'w.chat_max_assign', group_chat_utilization: 'w.chat_utilization' })
          .select({
            group_callback_max: 'w.callback_max_assign',
            group_callback_utilization: 'w.callback_utilization',
          });
      }
      if (only) query.whereIn('u.id', only as string[]);
      const rows: CandidateRow[] = await query;
      if (rows.length === 0) return [];
      const has = await loads(wanted(rows), on(trx));
      return rows.map((row) => candidateOf(row, has.get(row.id)));
    },

    async markBusy(users, now, trx) {
      await trx('iwt_user')
        .whereIn('id', users as string[])
        .update({ last_available_since: now });
    },

    assignedTo: async (userId) => {
      return wanted(await knex('iwt_interaction').where({ user_id: userId }).whereIn('state', ASSIGNED).select('id'));
    },

    async setUnavailable(userId, status, now, trx) {
      const available = trx('iwt_status').where({ available: 1 }).select('id');
      const changed = await trx('iwt_user').where({ id: userId }).whereIn('status_id', available).update({
        status_id: status,
        status_since: now,
        status_until: null,
        status_note: null,
        last_available_since: null,
      });
      return changed > 0;
    },
  };
}

interface Load {
  readonly counts: Readonly<Partial<Record<string, number>>>;
  readonly load: number;
}

const nothing: Load = { counts: {}, load: 0 };

interface WaitingRow {
  readonly id: string;
  readonly type: RoutedType;
  readonly started_at: number;
  readonly last_attempted: string | null;
  readonly queue_type: QueueRef['type'];
  readonly alert_timeout_s: number | null;
  readonly by_skill: number | null;
}

interface CandidateRow {
  readonly id: string;
  readonly display_name: string;
  readonly last_available_since: number | null;
  readonly chat_max_assign: number | null;
  readonly chat_utilization: number | null;
  readonly callback_max_assign: number | null;
  readonly callback_utilization: number | null;
  readonly group_chat_max?: number;
  readonly group_chat_utilization?: number;
  readonly group_callback_max?: number | null;
  readonly group_callback_utilization?: number | null;
}

function waitingOf({ id, type, started_at, last_attempted }: WaitingRow): Waiting {
  return { id, type, startedAt: Number(started_at), lastAttempted: last_attempted };
}

function candidateOf(row: CandidateRow, { counts, load }: Load = nothing): Candidate {
  const { chat, callback } = DEFAULT_LIMITS;
  return {
    user: row.id,
    displayName: row.display_name,
    idleSince: Number(row.last_available_since ?? 0),
    load,
    shares: {
      chat: {
        count: counts.chat ?? 0,
        max: row.chat_max_assign ?? row.group_chat_max ?? chat.max,
        utilization: row.chat_utilization ?? row.group_chat_utilization ?? chat.utilization,
      },
      callback: {
        count: counts.callback ?? 0,
        max: row.callback_max_assign ?? row.group_callback_max ?? callback.max,
        utilization: row.callback_utilization ?? row.group_callback_utilization ?? callback.utilization,
      },
    },
  };
}
