import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Numbers that are handed out once, such as interaction ids. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_counter', (table) => {
    table.string('name', 60).notNullable().primary();
    table.bigInteger('value').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_counter');
