import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** How many visible events a participant has received. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_cursor', (table) => {
    table.specificType('participant_digest', 'char(43)').notNullable().primary();
    table.integer('delivered').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_cursor');
