import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Sign in by name; a folded name is taken once. */
const index = {
  table: 'iwt_indiv_credential',
  name: 'iwt_indiv_credential_web_login_key',
  columns: ['web_login_key'],
  unique: true,
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
