import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Keys this installation made for itself. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_secret', (table) => {
    table.string('name', 60).notNullable().primary();
    table.string('value', 255).notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_secret');
