import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What all members of a workgroup can do: `proficiency` 1 to 100, `desire` 0 to 100. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_workgroup_skill', (table) => {
    table.specificType('workgroup_id', 'char(22)').notNullable();
    table.specificType('skill_id', 'char(22)').notNullable();
    table.integer('proficiency').notNullable();
    table.integer('desire').notNullable();
    table.primary(['workgroup_id', 'skill_id']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_workgroup_skill');
