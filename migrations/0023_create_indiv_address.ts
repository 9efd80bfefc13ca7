import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Addresses of individuals, at most one of each type in use. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_indiv_address', (table) => {
    table.bigIncrements('addr_inst_id');
    table.specificType('indiv_id', 'char(22)').notNullable();
    table.integer('addr_type_id').notNullable();
    table.string('street_address', 255);
    table.string('city', 50);
    table.string('state', 50);
    table.string('zip', 20);
    table.string('country', 50);
    table.tinyint('is_default').notNullable().defaultTo(0);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_indiv_address');
