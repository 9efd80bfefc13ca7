import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker: one row per ended interaction, times in UTC milliseconds, `t_…_ms` durations. docs/tracker.md tells the codes. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_summary', (table) => {
    table.specificType('interaction_id_key', 'char(18)').notNullable();
    table.smallint('site_id').notNullable().defaultTo(-1);
    table.tinyint('seq_no').notNullable().defaultTo(0);
    table.bigInteger('interaction_id').notNullable();
    table.bigInteger('start_utc').notNullable();
    table.integer('start_offset_s').notNullable();
    table.bigInteger('end_utc').notNullable();
    table.tinyint('direction').notNullable();
    table.tinyint('connection_type').notNullable();
    table.smallint('media_type').notNullable();
    table.string('remote_id', 50).notNullable();
    table.string('remote_name', 128).notNullable();
    table.string('last_queue', 150).notNullable();
    table.string('last_user', 128);
    table.specificType('last_user_id', 'char(22)');
    table.tinyint('disposition').notNullable();
    table.string('callback_disposition', 10);
    table.integer('n_held').notNullable();
    table.bigInteger('t_held_ms').notNullable();
    table.bigInteger('t_queue_ms').notNullable();
    table.bigInteger('t_alert_ms').notNullable();
    table.bigInteger('t_connect_ms').notNullable();
    table.bigInteger('t_system_ms').notNullable();
    table.integer('n_snoozed').notNullable();
    table.bigInteger('t_snoozed_ms').notNullable();
    table.integer('n_transfer').notNullable();
    table.specificType('indiv_id', 'char(22)').notNullable();
    table.string('wrapup_code', 50);
    table.string('account_code', 50);
    table.primary(['interaction_id_key', 'site_id', 'seq_no']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_summary');
