import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Wrap-up and account codes. One that is not `active` is chosen no more, and keeps its name for what it was given to. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_code', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.string('kind', 10).notNullable();
    table.string('code', 50).notNullable();
    table.string('name', 100).notNullable();
    table.tinyint('active').notNullable().defaultTo(1);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_code');
