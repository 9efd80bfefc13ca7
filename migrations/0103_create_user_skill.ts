import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** What a user can do himself: `proficiency` 1 to 100, `desire` (to use it) 0 to 100. Wins over what his workgroups give. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_user_skill', (table) => {
    table.specificType('user_id', 'char(22)').notNullable();
    table.specificType('skill_id', 'char(22)').notNullable();
    table.integer('proficiency').notNullable();
    table.integer('desire').notNullable();
    table.primary(['user_id', 'skill_id']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_user_skill');
