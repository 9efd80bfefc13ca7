import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Until when the visitor of an open chat counts as being there, for the nodes that he does not come by. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_visitor_lease', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable().primary();
    table.bigInteger('until').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_visitor_lease');
