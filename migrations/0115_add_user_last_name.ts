import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Last name to be found by; null: the display name says it. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'last_name', (table) => {
    table.string('last_name', 64);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'last_name');
