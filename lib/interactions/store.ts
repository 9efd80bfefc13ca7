import type { Database } from '../database/connect.ts';
import type { InteractionType } from './events.ts';

/** Which of an individual's interactions. */
export interface WantedOf {
  readonly type?: InteractionType;
  /** Only those that go on. */
  readonly open?: boolean;
  readonly limit: number;
  readonly offset?: number;
}

export interface InteractionStore {
  /** The interaction whose visitor has the participantID with this digest. */
  byParticipantDigest(digest: string): Promise<string | undefined>;
  /** What this individual began with its account, the newest first. `type` and `open` leave others out. */
  ofIndividual(individual: string, wanted: WantedOf): Promise<string[]>;
  /** Adds `by` to a counter, which starts at `start`; gives its value before. */
  allocate(counter: string, by: number, start: number): Promise<number>;
}

export function createInteractionStore({ knex }: Database): InteractionStore {
  return {
    async byParticipantDigest(digest) {
      const [id]: string[] = await knex('iwt_interaction').where('participant_digest', digest).limit(1).pluck('id');
      return id;
    },
    ofIndividual: (individual, { type, open, limit, offset = 0 }) =>
      knex('iwt_interaction')
        .where('individual_id', individual)
        .modify((query) => {
          if (type !== undefined) query.where({ type });
          if (open) query.whereNot('state', 'Disconnected');
        })
        .orderBy([
          { column: 'started_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit)
        .offset(offset)
        .pluck('id'),
    allocate(counter, by, start) {
      return knex.transaction(async (trx) => {
        // One statement that both makes and moves the counter also locks it, whoever came first.
        await trx('iwt_counter')
          .insert({ name: counter, value: start + by })
          .onConflict('name')
          .merge({ value: trx.raw('value + ?', [by]) });
        const [next]: (number | string)[] = await trx('iwt_counter').where('name', counter).pluck('value');
        return Number(next) - by;
      });
    },
  };
}
