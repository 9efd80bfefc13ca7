import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Telephone numbers, mail addresses and links of individuals. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_indiv_connection', (table) => {
    table.bigIncrements('conn_inst_id');
    table.specificType('indiv_id', 'char(22)').notNullable();
    table.integer('conn_type_id').notNullable();
    table.integer('conn_sub_type_id').notNullable();
    table.string('value', 255).notNullable();
    table.tinyint('is_default').notNullable().defaultTo(0);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_indiv_connection');
