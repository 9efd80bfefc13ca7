import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Sign in by name; a folded name is taken once. */
const index = { table: 'iwt_user', name: 'iwt_user_username_key', columns: ['username_key'], unique: true };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
