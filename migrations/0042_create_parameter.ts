import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Web Services parameters that were set; the others have their declared default. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_parameter', (table) => {
    table.string('name', 100).notNullable().primary();
    table.text('value').notNullable();
    table.bigInteger('changed_at').notNullable();
    table.string('changed_by', 100).notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_parameter');
