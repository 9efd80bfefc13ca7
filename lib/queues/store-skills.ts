import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import { heldSkills } from '../skills/skills.ts';
import type { RoutedType, Waiting } from './acd.ts';
import type { HeldByUser } from './by-skill.ts';

/** One that waits in a line of its own. */
export interface SkillWaiting extends Waiting, LineName {
  readonly type: RoutedType;
  /** When it first came into the queue, UTC milliseconds. */
  readonly queuedAt: number;
}

/** What all in one line have in common. */
export interface LineName {
  readonly type: RoutedType;
  /** As `readNeeds` takes it. */
  readonly needs: string;
  readonly priority: number;
}

/** A line in which somebody waits; times are UTC milliseconds. */
export interface LineHead extends LineName {
  /** The earliest start. */
  readonly oldest: number;
  /** The earliest coming into the queue. */
  readonly firstQueued: number;
  /** The earliest coming into the queue after `relaxedBefore`; null: there is none, or nothing is relaxed. */
  readonly nextQueued: number | null;
}

export interface SkillQueueStore {
  /**
   * The lines of the queue. `relaxedBefore`: whoever came into the queue after that moment is still held to the minima;
   * null: everybody is.
   */
  lines(queueId: string, relaxedBefore: number | null, trx?: Knex.Transaction): Promise<LineHead[]>;
  /** The oldest of one line, at most `limit`; of those that came into the queue by `queuedBy`, unless it is null. */
  oldestOf(
    queueId: string,
    line: LineName,
    limit: number,
    queuedBy: number | null,
    trx?: Knex.Transaction,
  ): Promise<SkillWaiting[]>;
  /** The oldest of the plain line, at most `limit` of each type. */
  plain(queueId: string, type: RoutedType, limit: number, trx?: Knex.Transaction): Promise<Waiting[]>;
  held(users: readonly string[], trx?: Knex.Transaction): Promise<HeldByUser>;
  /** Those of these skills that exist. */
  known(skills: readonly string[], trx?: Knex.Transaction): Promise<ReadonlySet<string>>;
  /** Milliseconds in the queue after which minima no longer count; null: they always do. */
  relaxAfter(queueId: string, trx?: Knex.Transaction): Promise<number | null>;
}

interface LineRow extends LineName {
  readonly oldest: number;
  readonly first: number;
  readonly next_queued?: number | null;
}

interface Row {
  readonly id: string;
  readonly started_at: number;
  readonly queued_at: number;
  readonly last_attempted: string | null;
}

export function skillQueueStore({ knex }: Database): SkillQueueStore {
  const on = (trx?: Knex.Transaction): Knex => trx ?? knex;

  return {
    async lines(queueId, relaxedBefore, trx) {
      const db = on(trx);
      const query = db('iwt_skill_wait')
        .where({ queue_id: queueId })
        .groupBy('type', 'needs', 'priority')
        .select('type', 'needs', 'priority')
        .min({ oldest: 'started_at', first: 'queued_at' });
      if (relaxedBefore !== null) {
        query.select(db.raw('min(case when queued_at > ? then queued_at end) as next_queued', [relaxedBefore]));
      }
      const rows = (await query) as LineRow[];
      return rows.map(({ type, needs, priority, oldest, first, next_queued: next }) => ({
        ...{ type, needs, priority: Number(priority), oldest: Number(oldest), firstQueued: Number(first) },
        nextQueued: next === undefined || next === null ? null : Number(next),
      }));
    },

    async oldestOf(queueId, { type, needs, priority }, limit, queuedBy, trx) {
      const query = on(trx)('iwt_skill_wait').where({ queue_id: queueId, type, needs, priority });
      if (queuedBy !== null) query.where('queued_at', '<=', queuedBy);
      const rows: Row[] = await query
        .orderBy(['started_at', 'interaction_id'])
        .limit(limit)
        .select('interaction_id as id', 'started_at', 'queued_at', 'last_attempted');
      return rows.map(({ id, started_at, queued_at, last_attempted }) => ({
        ...{ id, type, needs, priority, startedAt: Number(started_at) },
        ...{ queuedAt: Number(queued_at), lastAttempted: last_attempted },
      }));
    },

    async plain(queueId, type, limit, trx) {
      const db = on(trx);
      const rows: Pick<Row, 'id' | 'started_at' | 'last_attempted'>[] = await db('iwt_interaction as i')
        .where({ 'i.state': 'Offering', 'i.queue_id': queueId, 'i.type': type })
        .whereNotExists(db('iwt_skill_wait as s').whereRaw('s.interaction_id = i.id').select('s.interaction_id'))
        .orderBy(['i.started_at', 'i.id'])
        .limit(limit)
        .select('i.id', 'i.started_at', 'i.last_attempted');
      return rows.map(({ id, started_at, last_attempted }) => {
        return { id, type, startedAt: Number(started_at), lastAttempted: last_attempted };
      });
    },

    held: (users, trx) => heldSkills(users, on(trx)),

    async known(skills, trx) {
      const rows: string[] = await on(trx)('iwt_skill')
        .whereIn('id', skills as string[])
        .pluck('id');
      return new Set(rows);
    },

    async relaxAfter(queueId, trx) {
      const row = await on(trx)('iwt_workgroup').where({ id: queueId }).first('skill_relax_s');
      return row?.skill_relax_s ? Number(row.skill_relax_s) * 1000 : null;
    },
  };
}
