import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** A visitor reconnects by chatID. */
const index = { table: 'iwt_interaction', name: 'iwt_interaction_chat_digest', columns: ['chat_digest'], unique: true };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
