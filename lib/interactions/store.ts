import type { Database } from '../database/connect.ts';

export interface InteractionStore {
  /** The interaction whose visitor has the participantID with this digest. */
  byParticipantDigest(digest: string): Promise<string | undefined>;
  /** Adds `by` to a counter, which starts at `start`; gives its value before. */
  allocate(counter: string, by: number, start: number): Promise<number>;
}

export function createInteractionStore({ knex }: Database): InteractionStore {
  return {
    async byParticipantDigest(digest) {
      const [id]: string[] = await knex('iwt_interaction').where('participant_digest', digest).limit(1).pluck('id');
      return id;
    },
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
