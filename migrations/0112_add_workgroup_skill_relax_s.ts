import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** Seconds in the queue after which the least proficiency no longer counts; null: it always does. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'skill_relax_s', (table) => {
    table.integer('skill_relax_s');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'skill_relax_s');
