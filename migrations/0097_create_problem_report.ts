import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What pages of visitors reported (visitor-protocol section 11). `interaction_id`: the chat or callback, where it is known. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_problem_report', (table) => {
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.string('caller', 45).notNullable();
    table.specificType('interaction_id', 'char(10)');
    table.text('report').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_problem_report');
