import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Links that work once, kept as the digest of their token. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_one_time_link', (table) => {
    table.specificType('token_digest', 'char(43)').notNullable().primary();
    table.string('purpose', 40).notNullable();
    table.string('subject', 64);
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('used_at');
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_one_time_link');
