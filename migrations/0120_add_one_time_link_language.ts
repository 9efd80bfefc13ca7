import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Language of the mail that holds the link, as the reader asked for it. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_one_time_link', 'language', (table) => {
    table.string('language', 200);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_one_time_link', 'language');
