import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** An individual's history. */
const index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_individual_id_started_at',
  columns: ['individual_id', 'started_at'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
