import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** An agent's open interactions, and those that ended lately. */
const index = {
  table: 'iwt_interaction',
  name: 'iwt_interaction_user_id_state_state_since',
  columns: ['user_id', 'state', 'state_since'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
