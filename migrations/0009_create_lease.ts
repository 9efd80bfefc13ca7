import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** An agent's console is there until `until`, renewed while it is connected to `node`. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_lease', (table) => {
    table.specificType('user_id', 'char(22)').notNullable().primary();
    table.bigInteger('until').notNullable();
    table.string('node', 36).notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_lease');
