import type { Knex } from 'knex';
import { createTable, dropTable } from './schema.ts';

/** Who takes part. Party 0 is the visitor, 1 the system, agents follow. `participant_id` is an agent's public GUID; it opens nothing. */
export const up = (knex: Knex) =>
  createTable(knex, 'iwt_interaction_party', (table) => {
    table.specificType('interaction_id', 'char(10)').notNullable();
    table.integer('party').notNullable();
    table.string('kind', 10).notNullable();
    table.specificType('user_id', 'char(22)');
    table.string('name', 128).notNullable();
    table.specificType('participant_id', 'char(36)');
    table.string('state', 20).notNullable();
    table.bigInteger('joined_at');
    table.bigInteger('left_at');
    table.primary(['interaction_id', 'party']);
  });

export const down = (knex: Knex) => dropTable(knex, 'iwt_interaction_party');
