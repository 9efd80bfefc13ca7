import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_callback',
  name: 'iwt_callback_email_created_at',
  columns: ['email', 'created_at'],
};

/** Whether the same address wrote a moment ago. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
