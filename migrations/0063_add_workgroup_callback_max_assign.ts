import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Most callbacks an agent has at once; null takes the default of the product. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'callback_max_assign', (table) => {
    table.integer('callback_max_assign');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'callback_max_assign');
