import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Most callbacks this agent has at once; null takes the workgroup's value. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'callback_max_assign', (table) => {
    table.integer('callback_max_assign');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'callback_max_assign');
