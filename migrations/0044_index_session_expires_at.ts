import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Sweeps what has expired. */
const index = { table: 'iwt_session', name: 'iwt_session_expires_at', columns: ['expires_at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
