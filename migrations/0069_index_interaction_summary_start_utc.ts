import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_interaction_summary',
  name: 'iwt_interaction_summary_start_utc',
  columns: ['start_utc'],
};

/** Reports of a time. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
