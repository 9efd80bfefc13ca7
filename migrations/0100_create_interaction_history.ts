import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Texts of chats that ended long ago, out of `iwt_interaction_event`: deflated JSON, `[[seq, body], …]`. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_history', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable().primary();
    // MySQL's plain blob ends at 64 KiB.
    table.specificType('bodies', 'mediumblob').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_history');
