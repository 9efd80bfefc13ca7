import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Seconds from the warning to the end; null: the parameter *PartyIdleGraceTime*. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'idle_grace_s', (table) => {
    table.integer('idle_grace_s');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'idle_grace_s');
