import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** An agent's open interactions. */
const index = { table: 'iwt_interaction', name: 'iwt_interaction_user_id_state', columns: ['user_id', 'state'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
