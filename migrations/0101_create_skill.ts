import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Skills that agents have and interactions need. `name_key` is the name without what makes no difference: letter case, width. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_skill', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.string('name', 64).notNullable();
    table.string('name_key', 64).notNullable();
    table.bigInteger('created_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_skill');
