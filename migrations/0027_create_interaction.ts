import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What the journal's events add up to, one row per interaction. `user_id` is the agent it alerts, is connected to or is held by. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction', (table) => {
    table.specificType('id', 'char(10)').notNullable().primary();
    table.string('type', 10).notNullable();
    table.integer('version').notNullable();
    table.string('state', 20).notNullable();
    table.bigInteger('state_since').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at');
    table.string('end_code', 20);
    table.string('queue_type', 10).notNullable();
    table.specificType('queue_id', 'char(22)').notNullable();
    table.string('queue_name', 100).notNullable();
    table.specificType('user_id', 'char(22)');
    table.specificType('last_attempted', 'char(22)');
    table.string('name', 128).notNullable();
    table.string('language', 20);
    table.specificType('individual_id', 'char(22)');
    table.specificType('chat_digest', 'char(43)');
    table.specificType('participant_digest', 'char(43)');
    table.string('address', 45);
    table.bigInteger('wait_ms');
    table.bigInteger('answered_at');
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction');
