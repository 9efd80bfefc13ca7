import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_one_time_link',
  name: 'iwt_one_time_link_subject',
  columns: ['subject'],
};

/** The links that one account has. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
