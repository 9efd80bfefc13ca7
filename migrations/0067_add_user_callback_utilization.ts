import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Percent per callback; null takes the workgroup's value. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'callback_utilization', (table) => {
    table.integer('callback_utilization');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'callback_utilization');
