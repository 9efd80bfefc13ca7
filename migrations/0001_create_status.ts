import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Statuses of agents. `id` is the documented name; `available` says whether ACD may assign. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_status', (table) => {
    table.string('id', 50).notNullable().primary();
    table.tinyint('available').notNullable();
    table.tinyint('dnd').notNullable();
    table.tinyint('follow_up').notNullable();
    table.tinyint('allow_date').notNullable();
    table.tinyint('allow_time').notNullable();
    table.integer('sort').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_status');
