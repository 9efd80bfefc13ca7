import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Extension that visitors are shown; null: none. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'extension', (table) => {
    table.string('extension', 32);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'extension');
