import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tables that say which skill a page means, one for each category of routing contexts. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_table', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.string('name', 64).notNullable();
    table.string('name_key', 64).notNullable();
    table.string('category', 255).notNullable();
    table.string('category_key', 255).notNullable();
    table.bigInteger('created_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_table');
