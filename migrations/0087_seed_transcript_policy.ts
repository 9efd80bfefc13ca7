import type { Knex } from 'knex';

const id = 'default000000000000000';

/** The policy that covers every chat, until somebody removes it. */
export const up = (knex: Knex) =>
  knex('iwt_transcript_policy')
    .insert({ id, entity_type: 'all', entity_id: '', event: 'ended', action: 'record', created_at: 0 })
    .onConflict('id')
    .ignore();

export const down = (knex: Knex) => knex('iwt_transcript_policy').where({ id }).del();
