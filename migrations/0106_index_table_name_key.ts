import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_table',
  name: 'iwt_table_name_key',
  columns: ['name_key'],
  unique: true,
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
