import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** History by time. */
const index = { table: 'iwt_interaction', name: 'iwt_interaction_started_at', columns: ['started_at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
