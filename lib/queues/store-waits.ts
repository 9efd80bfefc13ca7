import type { Database } from '../database/connect.ts';
import type { QueueRef } from '../interactions/events.ts';
import type { RoutedType } from './acd.ts';

/** Minutes that the average wait looks back, on a user's own queue. */
const DEFAULT_WAIT_INTERVAL_MIN = 30;
/** Rows read at once: the database of one file is read on the thread that answers requests. */
const PAGE = 1_000;

export interface AnsweredLately {
  /** Interactions that were answered in the queue's interval, and how long they had waited altogether. */
  readonly answered: number;
  readonly waitedMs: number;
}

/** What waits in a queue, in the order in which it is assigned. */
export interface Line {
  readonly ids: readonly string[];
  /** When each of them was started, UTC milliseconds. */
  readonly startedAt: readonly number[];
}

export interface WaitStore {
  answeredLately(queue: QueueRef, type: RoutedType, now: number): Promise<AnsweredLately>;
  /** How many of a type wait in the queue now. */
  count(queueId: string, type: RoutedType): Promise<number>;
  /** All that wait, from the index alone and in pages, so that a long line holds nothing up. */
  line(queueId: string, type: RoutedType): Promise<Line>;
  /** Agents of the queue who are there, whatever their status. */
  loggedIn(queue: QueueRef, now: number): Promise<number>;
  /** The same by their keys. */
  present(queue: QueueRef, now: number): Promise<readonly string[]>;
}

export function waitStore({ knex }: Database): WaitStore {
  const waiting = (queueId: string, type: RoutedType) =>
    knex('iwt_interaction').where({ state: 'Offering', queue_id: queueId, type });

  async function page(queueId: string, type: RoutedType, after: readonly [number, string] | undefined) {
    const query = waiting(queueId, type).orderBy(['started_at', 'id']).limit(PAGE).select('id', 'started_at');
    if (after) {
      const [startedAt, id] = after;
      query.where('started_at', '>=', startedAt);
      query.where((later) => later.where('started_at', '>', startedAt).orWhere('id', '>', id));
    }
    const rows: { id: string; started_at: number }[] = await query;
    return rows;
  }

  function there(queue: QueueRef, now: number) {
    const query = knex('iwt_user as u')
      .join('iwt_lease as l', 'l.user_id', 'u.id')
      .where('u.active', 1)
      .where('l.until', '>', now);
    if (queue.type === 'User') return query.where('u.id', queue.id);
    return query
      .join('iwt_workgroup_member as m', 'm.user_id', 'u.id')
      .where({ 'm.workgroup_id': queue.id, 'm.activated': 1 });
  }

  return {
    async answeredLately(queue, type, now) {
      const group =
        queue.type === 'Workgroup' && (await knex('iwt_workgroup').where({ id: queue.id }).first('wait_interval_min'));
      const since = now - Number(group ? group.wait_interval_min : DEFAULT_WAIT_INTERVAL_MIN) * 60_000;
      const [past] = await knex('iwt_interaction')
        .where({ queue_id: queue.id, type })
        .where('answered_at', '>', since)
        .count({ answered: '*' })
        .sum({ waited: 'wait_ms' });
      return { answered: Number(past?.answered ?? 0), waitedMs: Number(past?.waited ?? 0) };
    },

    async count(queueId, type) {
      const [present] = await waiting(queueId, type).count({ waiting: '*' });
      return Number(present?.waiting ?? 0);
    },

    async line(queueId, type) {
      const ids: string[] = [];
      const startedAt: number[] = [];
      for (;;) {
        const last = ids.length - 1;
        const rows = await page(queueId, type, last < 0 ? undefined : [startedAt[last] as number, ids[last] as string]);
        for (const row of rows) {
          ids.push(row.id);
          startedAt.push(Number(row.started_at));
        }
        if (rows.length < PAGE) return { ids, startedAt };
        // Between two pages others have their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },

    async loggedIn(queue, now) {
      const [found] = await there(queue, now).count({ agents: '*' });
      return Number(found?.agents ?? 0);
    },
    async present(queue, now) {
      const users: string[] = await there(queue, now).pluck('u.id');
      return users;
    },
  };
}
