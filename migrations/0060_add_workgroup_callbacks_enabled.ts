import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** *Enable callbacks*: 0 or 1; null is 1. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'callbacks_enabled', (table) => {
    table.tinyint('callbacks_enabled').defaultTo(1);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'callbacks_enabled');
