import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Types of Tracker connections: telephone, mail and so on. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_connection_type', (table) => {
    table.integer('conn_type_id').notNullable().primary();
    table.string('name', 30).notNullable();
    table.integer('insertion_order').notNullable();
    table.tinyint('admin_editable').notNullable();
    table.integer('version').notNullable().defaultTo(1);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_connection_type');
