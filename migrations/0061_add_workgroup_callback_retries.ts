import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** *Number of callback retries*; null takes the default of the product. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'callback_retries', (table) => {
    table.integer('callback_retries');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'callback_retries');
