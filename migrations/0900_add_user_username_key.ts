import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** The user name folded by the product, because databases disagree about letter case outside ASCII and about accents. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_user', 'username_key', (table) => {
    table.string('username_key', 100);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_user', 'username_key');
