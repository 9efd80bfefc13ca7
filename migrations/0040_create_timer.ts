import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What has to happen later. A node claims a due row before it acts; a claim that ran out may be taken again. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_timer', (table) => {
    table.string('id', 64).notNullable().primary();
    table.string('kind', 20).notNullable();
    table.bigInteger('due_at').notNullable();
    table.text('payload').notNullable();
    table.bigInteger('claimed_until');
    table.string('node', 36);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_timer');
