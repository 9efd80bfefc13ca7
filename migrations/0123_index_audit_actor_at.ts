import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_audit',
  name: 'iwt_audit_actor_at',
  columns: ['actor', 'at'],
};

/** What one account did. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
