import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** The audit by time. */
const index = { table: 'iwt_audit', name: 'iwt_audit_at', columns: ['at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
