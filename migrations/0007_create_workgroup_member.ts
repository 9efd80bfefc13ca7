import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Who belongs to a workgroup; only the activated get its interactions. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_workgroup_member', (table) => {
    table.specificType('workgroup_id', 'char(22)').notNullable();
    table.specificType('user_id', 'char(22)').notNullable();
    table.tinyint('activated').notNullable().defaultTo(1);
    table.primary(['workgroup_id', 'user_id']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_workgroup_member');
