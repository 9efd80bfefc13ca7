import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/**
 * Mails that are to be sent or were. What they say is made when they are sent: `kind` says by whom, of the interaction
 * `interaction_id`. `state` is `queued`, `sent`, `failed` or `dropped` (nothing was left to be said).
 */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_mail', (table) => {
    table.string('id', 50).notNullable().primary();
    table.string('kind', 20).notNullable();
    table.specificType('interaction_id', 'char(10)').notNullable();
    table.string('recipient', 254).notNullable();
    table.string('state', 10).notNullable();
    table.integer('attempts').notNullable();
    table.bigInteger('claimed_until').notNullable();
    table.string('last_error', 500);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('changed_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_mail');
