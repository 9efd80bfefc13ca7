import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Failed logins as leaky buckets: when each will be empty again. The key is a keyed digest; nobody's name or address is here. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_login_attempt', (table) => {
    table.specificType('key_digest', 'char(43)').notNullable().primary();
    table.bigInteger('full_until').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_login_attempt');
