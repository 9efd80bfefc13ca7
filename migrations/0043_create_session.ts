import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Sign-in sessions. The cookie's id is not here, only its digest. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_session', (table) => {
    table.specificType('sid_digest', 'char(43)').notNullable().primary();
    table.text('data').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.string('subject', 64);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_session');
