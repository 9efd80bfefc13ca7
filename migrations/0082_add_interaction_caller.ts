import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** The address as limits count it: of IPv6 the /64. Null: it counts for no address. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_interaction', 'caller', (table) => {
    table.string('caller', 45);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_interaction', 'caller');
