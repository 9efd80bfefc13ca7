import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/**
 * What waits in a workgroup's queue and needs skills, or has a priority of its own; one row for as long as it waits. It
 * follows from the journal. `needs` is `skill:minimum`, separated by commas; `queued_at` is when it first came into the queue.
 */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_skill_wait', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable().primary();
    table.specificType('queue_id', 'char(22)').notNullable();
    table.string('type', 10).notNullable();
    table.string('needs', 600).notNullable();
    table.integer('priority').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('queued_at').notNullable();
    table.specificType('last_attempted', 'char(22)');
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_skill_wait');
