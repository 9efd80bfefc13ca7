import type { Knex } from 'knex';
import { createTable, dropTable, nocase } from './schema.ts';

/** How an individual signs in. `web_login_key` is the name folded by the product. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_indiv_credential', (table) => {
    table.specificType('indiv_id', 'char(22)').notNullable().primary();
    table.specificType('web_login', nocase(knex, 100)).notNullable();
    table.string('web_login_key', 100).notNullable();
    table.string('password_hash', 255).notNullable();
    table.string('password_algo', 20).notNullable();
    table.integer('failed_count').notNullable().defaultTo(0);
    table.bigInteger('last_login_at');
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_indiv_credential');
