import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** A queue's latest waits, for the estimate. */
const index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_queue_id_answered_at',
  columns: ['queue_id', 'answered_at'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
