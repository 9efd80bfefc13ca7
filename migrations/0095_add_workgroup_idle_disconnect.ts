import type { Knex } from 'knex';
import { addColumn, dropColumn } from './schema.ts';

/** The text at the end; null: the parameter *IdleDisconnectMessage*. */
export const up = (knex: Knex) =>
  addColumn(knex, 'iwt_workgroup', 'idle_disconnect', (table) => {
    table.string('idle_disconnect', 2000);
  });

export const down = (knex: Knex) => dropColumn(knex, 'iwt_workgroup', 'idle_disconnect');
