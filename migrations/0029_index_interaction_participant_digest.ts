import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Whose poll is it, when the chat is not in memory. */
const index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_participant_digest',
  columns: ['participant_digest'],
  unique: true,
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
