import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** An individual's connections. */
const index = { table: 'iwt_indiv_connection', name: 'iwt_indiv_connection_indiv_id', columns: ['indiv_id'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
