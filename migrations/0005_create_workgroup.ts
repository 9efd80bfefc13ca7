import type { Knex } from 'knex';
import { createTable, dropTable, nocase } from './schema.ts';

/** Workgroups, each with its queue. `chat_utilization` is percent per chat, `wait_interval_min` the minutes behind the estimated wait. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_workgroup', (table) => {
    table.specificType('id', 'char(22)').notNullable().primary();
    table.specificType('name', nocase(knex, 100)).notNullable();
    table.tinyint('active').notNullable().defaultTo(1);
    table.integer('chat_max_assign').notNullable().defaultTo(4);
    table.integer('chat_utilization').notNullable().defaultTo(25);
    table.integer('alert_timeout_s').notNullable().defaultTo(30);
    table.integer('wait_interval_min').notNullable().defaultTo(30);
    table.bigInteger('created_at').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_workgroup');
