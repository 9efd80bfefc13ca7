import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** The processes that serve a database which several can: `until` is renewed while one lives; `ready` is 0 while it ends what it must not recover. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_node', (table) => {
    table.string('id', 36).notNullable().primary();
    table.bigInteger('until').notNullable();
    table.tinyint('ready').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_node');
