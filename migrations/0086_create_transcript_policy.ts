import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/**
 * Which chats' transcripts are recorded. `entity_type` is `all`, `workgroup` or `user`, `event` is `connected` or `ended`,
 * `action` is `record`, `mail` or `keep`; `entity_id` is empty for `all`.
 */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_transcript_policy', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.string('entity_type', 10).notNullable();
    table.string('entity_id', 22).notNullable();
    table.string('event', 10).notNullable();
    table.string('action', 10).notNullable();
    table.bigInteger('created_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_transcript_policy');
