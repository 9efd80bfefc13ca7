import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** What happened to one thing. */
const index = { table: 'iwt_audit', name: 'iwt_audit_target_at', columns: ['target', 'at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
