import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** The login name folded by the product, as in iwt_user. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_indiv_credential', 'web_login_key', (table) => {
    table.string('web_login_key', 100);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_indiv_credential', 'web_login_key');
