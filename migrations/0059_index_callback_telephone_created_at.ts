import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_callback',
  name: 'iwt_callback_telephone_created_at',
  columns: ['telephone', 'created_at'],
};

/** Whether the same number was asked for a moment ago. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
