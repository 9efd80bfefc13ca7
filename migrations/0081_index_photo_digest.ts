import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = { table: 'iwt_photo', name: 'iwt_photo_digest', columns: ['digest'] };

/** A photo by the name in its address. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
