import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { QueueRef } from '../interactions/events.ts';
import { accountKey } from '../sessions/account-name.ts';
import type { Candidate, Waiting } from './acd.ts';

/** States in which a chat is assigned to an agent. */
const ASSIGNED = ['Alerting', 'Connected', 'Held'];

/** Limits where neither the user nor a workgroup says otherwise, as on a user's own queue. */
export const DEFAULT_MAX_CHATS = 4;
export const DEFAULT_UTILIZATION = 25;
/** Seconds to pick up, and minutes that the average wait looks back, on a user's own queue. */
export const DEFAULT_ALERT_TIMEOUT_S = 30;
const DEFAULT_WAIT_INTERVAL_MIN = 30;

/** A chat that waits, with what the queue's own rows say. */
export interface WaitingQueue {
  readonly type: QueueRef['type'];
  readonly chats: readonly Waiting[];
  readonly alertTimeoutMs: number;
}

export interface WaitTimes {
  /** Interactions that were answered in the interval, and how long they had waited altogether. */
  readonly answered: number;
  readonly waitedMs: number;
  /** Interactions that wait now. */
  readonly waiting: number;
}

export interface QueueStore {
  findWorkgroup(name: string): Promise<QueueRef | undefined>;
  findUser(username: string): Promise<QueueRef | undefined>;
  isMember(userId: string, workgroupId: string): Promise<boolean>;
  /** Workgroups in whose assignment the user takes part. */
  activatedIn(userId: string): Promise<string[]>;
  /** Queues in which something waits. */
  waitingQueues(): Promise<string[]>;
  /** The oldest chats of a queue, at most `limit`; undefined when none waits. */
  waiting(queueId: string, limit: number, trx?: Knex.Transaction): Promise<WaitingQueue | undefined>;
  /** Who could take a chat of the queue now, with what each already has; of `only` these users when given. */
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
  waitTimes(queue: QueueRef, now: number): Promise<WaitTimes>;
}

export function queueStore({ knex }: Database): QueueStore {
  const on = (trx?: Knex.Transaction): Knex => trx ?? knex;
  const wanted = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  async function loads(users: readonly string[], db: Knex): Promise<Map<string, Load>> {
    // A user's own figure wins over that of the workgroup whose queue each of his chats came from.
    const each = db.raw('coalesce(u.chat_utilization, w.chat_utilization, ?)', [DEFAULT_UTILIZATION]);
    const rows: { user_id: string; chats: number; load: number }[] = await db('iwt_interaction as i')
      .join('iwt_user as u', 'u.id', 'i.user_id')
      .leftJoin('iwt_workgroup as w', 'w.id', 'i.queue_id')
      .whereIn('i.user_id', users as string[])
      .whereIn('i.state', ASSIGNED)
      .groupBy('i.user_id')
      .select('i.user_id')
      .count({ chats: '*' })
      .sum({ load: each as never });
    return new Map(rows.map((row) => [row.user_id, { chats: Number(row.chats), load: Number(row.load) }]));
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
      const rows = await on(trx)('iwt_interaction as i')
        .leftJoin('iwt_workgroup as w', 'w.id', 'i.queue_id')
        .where({ 'i.state': 'Offering', 'i.queue_id': queueId })
        .orderBy('i.started_at')
        .limit(limit)
        .select('i.id', 'i.started_at', 'i.last_attempted', 'i.queue_type', 'w.alert_timeout_s');
      if (rows.length === 0) return undefined;
      const seconds = Number(rows[0].alert_timeout_s ?? DEFAULT_ALERT_TIMEOUT_S);
      return { type: rows[0].queue_type, chats: rows.map(waitingOf), alertTimeoutMs: seconds * 1000 };
    },

    async candidates(queue, now, only, trx) {
      const query = on(trx)('iwt_user as u')
        .join('iwt_status as s', 's.id', 'u.status_id')
        .join('iwt_lease as l', 'l.user_id', 'u.id')
        .where({ 'u.active': 1, 's.available': 1 })
        .where('l.until', '>', now)
        .select('u.id', 'u.display_name', 'u.last_available_since', 'u.chat_max_assign', 'u.chat_utilization');
      if (queue.type === 'User') query.where('u.id', queue.id);
      else {
        query
          .join('iwt_workgroup_member as m', 'm.user_id', 'u.id')
          .join('iwt_workgroup as w', 'w.id', 'm.workgroup_id')
          .where({ 'm.workgroup_id': queue.id, 'm.activated': 1, 'w.active': 1 })
          .select({ group_max: 'w.chat_max_assign', group_utilization: 'w.chat_utilization' });
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

    async waitTimes(queue, now) {
      const group =
        queue.type === 'Workgroup' && (await knex('iwt_workgroup').where({ id: queue.id }).first('wait_interval_min'));
      const since = now - Number(group ? group.wait_interval_min : DEFAULT_WAIT_INTERVAL_MIN) * 60_000;
      const [past] = await knex('iwt_interaction')
        .where({ queue_id: queue.id })
        .where('answered_at', '>', since)
        .count({ answered: '*' })
        .sum({ waited: 'wait_ms' });
      const [present] = await knex('iwt_interaction')
        .where({ state: 'Offering', queue_id: queue.id })
        .count({ waiting: '*' });
      return {
        answered: Number(past?.answered ?? 0),
        waitedMs: Number(past?.waited ?? 0),
        waiting: Number(present?.waiting ?? 0),
      };
    },
  };
}

interface Load {
  readonly chats: number;
  readonly load: number;
}

interface CandidateRow {
  readonly id: string;
  readonly display_name: string;
  readonly last_available_since: number | null;
  readonly chat_max_assign: number | null;
  readonly chat_utilization: number | null;
  readonly group_max?: number;
  readonly group_utilization?: number;
}

function waitingOf(row: { id: string; started_at: number; last_attempted: string | null }): Waiting {
  return { id: row.id, startedAt: Number(row.started_at), lastAttempted: row.last_attempted };
}

function candidateOf(row: CandidateRow, has: Load = { chats: 0, load: 0 }): Candidate {
  return {
    user: row.id,
    displayName: row.display_name,
    idleSince: Number(row.last_available_since ?? 0),
    ...has,
    maxChats: row.chat_max_assign ?? row.group_max ?? DEFAULT_MAX_CHATS,
    utilization: row.chat_utilization ?? row.group_utilization ?? DEFAULT_UTILIZATION,
  };
}
