import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** The journal. `position` orders all events, `seq` those of one interaction. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_event', (table) => {
    table.bigIncrements('position');
    table.specificType('interaction_id', 'char(10)').notNullable();
    table.integer('seq').notNullable();
    table.bigInteger('at').notNullable();
    table.string('type', 20).notNullable();
    table.text('body', 'mediumtext').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_event');
