import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Where the link was mailed to. Null: it was not mailed. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_one_time_link', 'mailbox', (table) => {
    table.string('mailbox', 254);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_one_time_link', 'mailbox');
