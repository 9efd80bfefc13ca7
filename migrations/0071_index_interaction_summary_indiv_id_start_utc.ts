import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_interaction_summary',
  name: 'iwt_interaction_summary_indiv_id_start_utc',
  columns: ['indiv_id', 'start_utc'],
};

/** What a visitor has had before. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
