import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Callbacks beside their rows in `iwt_interaction`: `telephone` is E.164, `until_at` the end of a snooze or the preferred time. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_callback', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable().primary();
    table.specificType('number', 'char(9)').notNullable();
    table.string('telephone', 20);
    table.string('email', 255);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('until_at');
    table.integer('snoozes').notNullable();
    table.string('disposition', 10);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_callback');
