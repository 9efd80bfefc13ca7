import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** A chat names its target in any letter case. */
const index = { table: 'iwt_workgroup', name: 'iwt_workgroup_name', columns: ['name'], unique: true };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
