import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Seconds until a visitor of this workgroup counts as idle; null: the parameter *PartyIdleTime*. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'idle_time_s', (table) => {
    table.integer('idle_time_s');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'idle_time_s');
