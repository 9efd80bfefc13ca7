import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Department that visitors find the person in; null: none. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'department', (table) => {
    table.string('department', 64);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'department');
