import type { Knex } from 'knex';

/** The row that is locked while a node counts how many interactions visitors have. */
export const up = (knex: Knex) =>
  knex('iwt_counter').insert({ name: 'admission', value: 0 }).onConflict('name').ignore();

export const down = (knex: Knex) => knex('iwt_counter').where({ name: 'admission' }).del();
