import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Addresses that signed in to an account before, as keyed digests of both together. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_login_address', (table) => {
    table.specificType('key_digest', 'char(43)').notNullable().primary();
    table.bigInteger('seen_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_login_address');
