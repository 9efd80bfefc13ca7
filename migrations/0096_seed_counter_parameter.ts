import type { Knex } from 'knex';

/** Counts changes of parameters; clients of the visitor protocol learn from it that the configuration is another one. */
export const up = (knex: Knex) =>
  knex('iwt_counter').insert({ name: 'parameter', value: 0 }).onConflict('name').ignore();

export const down = (knex: Knex) => knex('iwt_counter').where({ name: 'parameter' }).del();
