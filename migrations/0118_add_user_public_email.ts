import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** E-mail address that visitors are shown; null: none. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'public_email', (table) => {
    table.string('public_email', 254);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'public_email');
