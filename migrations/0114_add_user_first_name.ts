import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** First name to be found by; null: the display name says it. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'first_name', (table) => {
    table.string('first_name', 64);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'first_name');
