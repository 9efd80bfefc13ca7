import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_caller_state',
  columns: ['caller', 'state'],
};

/** What one address has going on. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
