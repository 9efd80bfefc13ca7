import type { Knex } from 'knex';
import { createIndex, type Index, removeIndex } from './schema.ts';

/** The index with the type answers what this one answered, and every chat would have to keep both. */
const index: Index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_state_queue_id_started_at',
  columns: ['state', 'queue_id', 'started_at'],
};

export const up = (knex: Knex) => removeIndex(knex, index);

export const down = (knex: Knex) => createIndex(knex, index);
