import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Empty buckets are swept out. */
const index = { table: 'iwt_login_attempt', name: 'iwt_login_attempt_full_until', columns: ['full_until'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
