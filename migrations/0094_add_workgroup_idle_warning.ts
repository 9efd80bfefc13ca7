import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** The warning; null: the parameter *IdleWarningMessage*. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'idle_warning', (table) => {
    table.string('idle_warning', 2000);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'idle_warning');
