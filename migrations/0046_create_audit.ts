import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Who changed what, and when. Rows are only added. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_audit', (table) => {
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.string('actor', 100).notNullable();
    table.string('action', 60).notNullable();
    table.string('target', 200);
    table.text('detail');
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_audit');
