import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker: five numbers and five texts of an interaction that has any. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_custom_attributes', (table) => {
    table.specificType('interaction_id_key', 'char(18)').notNullable();
    table.smallint('site_id').notNullable().defaultTo(-1);
    table.tinyint('seq_no').notNullable().defaultTo(0);
    for (const place of [1, 2, 3, 4, 5]) table.double(`n${place}`);
    for (const place of [1, 2, 3, 4, 5]) table.string(`s${place}`, 50);
    table.primary(['interaction_id_key', 'site_id', 'seq_no']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_custom_attributes');
