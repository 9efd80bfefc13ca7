import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Photos of the people who work here. `digest` names the content in its address; `type` is `png`, `jpg` or `gif`. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_photo', (table) => {
    table.specificType('user_id', 'char(22)').notNullable().primary();
    table.specificType('digest', 'char(32)').notNullable();
    table.string('type', 3).notNullable();
    // MySQL's plain blob ends at 64 KiB.
    table.specificType('bytes', 'mediumblob').notNullable();
    table.bigInteger('changed_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_photo');
