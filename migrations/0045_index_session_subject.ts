import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Ends all sessions of one person. */
const index = { table: 'iwt_session', name: 'iwt_session_subject', columns: ['subject'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
