import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What the site or a handler noted about an interaction. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_attribute', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable();
    table.string('name', 100).notNullable();
    table.string('value', 4000).notNullable();
    table.primary(['interaction_id', 'name']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_attribute');
