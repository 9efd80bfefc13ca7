import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker: wrap-up codes by the `ordinal` of their segment; `duration_ms` passed from its end until the code was set. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_wrapup', (table) => {
    table.specificType('interaction_id_key', 'char(18)').notNullable();
    table.smallint('site_id').notNullable().defaultTo(-1);
    table.tinyint('seq_no').notNullable().defaultTo(0);
    table.integer('wrapup_segment_no').notNullable();
    table.specificType('user_id', 'char(22)');
    table.string('wrapup_code', 50).notNullable();
    table.bigInteger('set_utc').notNullable();
    table.bigInteger('duration_ms').notNullable();
    table.primary(['interaction_id_key', 'site_id', 'seq_no', 'wrapup_segment_no']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_wrapup');
