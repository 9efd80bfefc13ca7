import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Titles of Tracker individuals; filled by the site. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_title', (table) => {
    table.integer('title_id').notNullable().primary();
    table.string('name', 30).notNullable();
    table.integer('insertion_order').notNullable();
    table.tinyint('admin_editable').notNullable();
    table.integer('version').notNullable().defaultTo(1);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_title');
