import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Percent per callback; null takes the default of the product. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'callback_utilization', (table) => {
    table.integer('callback_utilization');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'callback_utilization');
