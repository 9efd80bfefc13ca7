import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

/** The oldest of a type that wait in a queue, and their order without their rows; all that are open. */
const index: Index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_state_queue_id_type_started_at',
  columns: ['state', 'queue_id', 'type', 'started_at', 'id'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
