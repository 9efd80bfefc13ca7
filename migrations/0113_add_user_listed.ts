import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** 1: visitors find the person on the search page; null: they do not. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'listed', (table) => {
    table.integer('listed');
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'listed');
