import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** Addresses that were not seen for long are swept out. */
const index = { table: 'iwt_login_address', name: 'iwt_login_address_seen_at', columns: ['seen_at'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
