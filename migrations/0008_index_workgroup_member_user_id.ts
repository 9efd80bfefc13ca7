import type { Knex } from 'knex';
import { createIndex, dropIndex } from './schema.ts';

/** An agent's workgroups. */
const index = { table: 'iwt_workgroup_member', name: 'iwt_workgroup_member_user_id', columns: ['user_id'] };

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
