import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Reads one interaction in order, and refuses a second event of the same number: somebody else was faster. */
const index = {
  table: 'iwt_interaction_event',
  name: 'iwt_interaction_event_interaction_id_seq',
  columns: ['interaction_id', 'seq'],
  unique: true,
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
