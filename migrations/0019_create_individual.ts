import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Tracker individuals: whoever registered on the site. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_individual', (table) => {
    table.specificType('indiv_id', 'char(22)').notNullable().primary();
    table.integer('indiv_type_id').notNullable();
    table.integer('title_id');
    table.string('last_name', 50).notNullable();
    table.string('first_name', 50);
    table.string('middle_name', 50);
    table.string('department', 50);
    table.string('company', 100);
    table.string('job_title', 100);
    table.string('assistant_name', 128);
    table.string('remarks', 2000);
    table.specificType('org_id', 'char(22)');
    table.specificType('loc_id', 'char(22)');
    table.tinyint('is_private').notNullable().defaultTo(0);
    table.tinyint('active').notNullable().defaultTo(1);
    table.integer('version').notNullable().defaultTo(1);
    table.string('owner_id', 50);
    table.string('ext_id', 255);
    table.bigInteger('created_utc').notNullable();
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_individual');
