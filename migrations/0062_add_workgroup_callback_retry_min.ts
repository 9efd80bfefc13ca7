import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** *Time between callbacks* in minutes; 0 and null take the parameter *Default Snooze Duration*. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'callback_retry_min', (table) => {
    table.integer('callback_retry_min');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'callback_retry_min');
