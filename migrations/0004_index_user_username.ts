import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Sign in by name, in any letter case. */
const index = { table: 'iwt_user', name: 'iwt_user_username', columns: ['username'], unique: true };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
