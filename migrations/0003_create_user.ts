import type { Knex } from 'knex';
import { createTable, dropTable, nocase } from './schema.ts';

/**
 * Agents, supervisors and administrators. `username_key` is the name folded by the product, because databases disagree about
 * letter case outside ASCII and about accents. `chat_utilization` is percent per chat; null takes the workgroup's value.
 */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_user', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.specificType('username', nocase(knex, 100)).notNullable();
    table.string('username_key', 100).notNullable();
    table.string('display_name', 128).notNullable();
    table.string('password_hash', 255);
    table.string('role', 20).notNullable();
    table.string('status_id', 50).notNullable();
    table.bigInteger('status_since').notNullable();
    table.bigInteger('status_until');
    table.string('status_note', 255);
    table.integer('chat_max_assign');
    table.integer('chat_utilization');
    table.tinyint('active').notNullable().defaultTo(1);
    table.string('photo', 255);
    table.bigInteger('last_available_since');
    table.bigInteger('created_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_user');
