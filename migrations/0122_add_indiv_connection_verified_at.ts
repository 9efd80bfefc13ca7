import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** When the individual proved that this e-mail address is its own. Null: it has not. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_indiv_connection', 'verified_at', (table) => {
    table.bigInteger('verified_at');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_indiv_connection', 'verified_at');
