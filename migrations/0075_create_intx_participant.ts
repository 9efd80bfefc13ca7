import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker: who took part. `intx_part_id` is the key of the interaction and a number of four digits; the visitor is 0000. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_intx_participant', (table) => {
    table.specificType('intx_part_id', 'char(22)').notNullable().primary();
    table.specificType('call_id_key', 'char(18)').notNullable();
    table.string('name', 128).notNullable();
    table.specificType('indiv_id', 'char(22)');
    table.specificType('user_id', 'char(22)');
    table.tinyint('role').notNullable();
    table.tinyint('how_ended').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_intx_participant');
