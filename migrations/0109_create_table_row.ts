import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What a page says (`external_name`, found by its key) and the skill it means; `minimum` is the proficiency an agent needs. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_table_row', (table) => {
    table.specificType('table_id', 'char(22)').notNullable();
    table.string('external_key', 255).notNullable();
    table.string('external_name', 255).notNullable();
    table.specificType('skill_id', 'char(22)').notNullable();
    table.integer('minimum').notNullable();
    table.primary(['table_id', 'external_key']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_table_row');
