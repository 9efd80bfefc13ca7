import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import { heldSkills } from '../skills/skills.ts';
import type { RoutedType, Waiting } from './acd.ts';
import type { HeldByUser } from './by-skill.ts';

/** One that waits in a line of its own. */
export interface SkillWaiting extends Waiting {
  /** As `readNeeds` takes it. */
  readonly needs: string;
  readonly priority: number;
  /** When it first came into the queue, UTC milliseconds. */
  readonly queuedAt: number;
}

export interface SkillQueueStore {
  /** The oldest of every line of the queue, at most `limit` of each: those who wait for one skill hold up nobody else. */
  waiting(queueId: string, limit: number, trx?: Knex.Transaction): Promise<SkillWaiting[]>;
  /** The oldest of the plain line, at most `limit` of each type. */
  plain(queueId: string, type: RoutedType, limit: number, trx?: Knex.Transaction): Promise<Waiting[]>;
  held(users: readonly string[], trx?: Knex.Transaction): Promise<HeldByUser>;
  /** Those of these skills that exist. */
  known(skills: readonly string[], trx?: Knex.Transaction): Promise<ReadonlySet<string>>;
  /** Milliseconds in the queue after which minima no longer count; null: they always do. */
  relaxAfter(queueId: string, trx?: Knex.Transaction): Promise<number | null>;
}

interface Row {
  readonly id: string;
  readonly type: RoutedType;
  readonly needs: string;
  readonly priority: number;
  readonly started_at: number;
  readonly queued_at: number;
  readonly last_attempted: string | null;
}

export function skillQueueStore({ knex }: Database): SkillQueueStore {
  const on = (trx?: Knex.Transaction): Knex => trx ?? knex;

  return {
    async waiting(queueId, limit, trx) {
      const db = on(trx);
      const place = db.raw(
        'row_number() over (partition by type, needs, priority order by started_at, interaction_id) as place',
      );
      const placed = db('iwt_skill_wait').where({ queue_id: queueId }).select('interaction_id as id', place).as('p');
      const rows: Row[] = await db(placed)
        .join('iwt_skill_wait as s', 's.interaction_id', 'p.id')
        .where('p.place', '<=', limit)
        .orderBy(['s.started_at', 'p.id'])
        .select('p.id', 's.type', 's.needs', 's.priority', 's.started_at', 's.queued_at', 's.last_attempted');
      return rows.map(({ id, type, needs, priority, started_at, queued_at, last_attempted }) => ({
        ...{ id, type, needs, priority: Number(priority) },
        ...{ startedAt: Number(started_at), queuedAt: Number(queued_at), lastAttempted: last_attempted },
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
