import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Opening hours as JSON; null: always open. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'opening_hours', (table) => {
    table.text('opening_hours');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'opening_hours');
