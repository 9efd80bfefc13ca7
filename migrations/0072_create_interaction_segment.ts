import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker: the stretches of an interaction, `ordinal` from 0. `local_parties` is a JSON list of names, `details_xml` tells of a snooze. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_segment', (table) => {
    table.specificType('interaction_id_key', 'char(18)').notNullable();
    table.smallint('site_id').notNullable().defaultTo(-1);
    table.tinyint('seq_no').notNullable().defaultTo(0);
    table.integer('ordinal').notNullable();
    table.string('segment_type', 20).notNullable();
    table.integer('segment_sequence').notNullable();
    table.bigInteger('start_utc').notNullable();
    table.bigInteger('duration_ms').notNullable();
    table.text('local_parties').notNullable();
    table.specificType('user_id', 'char(22)');
    table.string('queue', 150).notNullable();
    table.string('end_code', 20).notNullable();
    table.string('details_xml', 255);
    table.string('wrapup_code', 50);
    table.string('remote_name', 128).notNullable();
    table.string('remote_address', 255).notNullable();
    table.primary(['interaction_id_key', 'site_id', 'seq_no', 'ordinal']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_segment');
