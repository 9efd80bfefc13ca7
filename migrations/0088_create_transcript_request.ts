import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/**
 * Visitors who want the transcript of their chat by e-mail. `state` is `asked` (the address is not confirmed yet),
 * `confirmed`, `limited` (there were too many mails) or `done`; `token_digest` is of the link that confirms.
 */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_transcript_request', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable().primary();
    table.string('recipient', 254).notNullable();
    table.string('language', 20);
    table.string('state', 10).notNullable();
    table.specificType('token_digest', 'char(43)');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_transcript_request');
