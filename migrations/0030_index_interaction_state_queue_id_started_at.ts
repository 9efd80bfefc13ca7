import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** The oldest waiting in a queue; all that are open. */
const index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_state_queue_id_started_at',
  columns: ['state', 'queue_id', 'started_at'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
