import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** What is due. */
const index = { table: 'iwt_timer', name: 'iwt_timer_due_at', columns: ['due_at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
