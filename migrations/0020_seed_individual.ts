import type { Knex } from 'knex';

const rows = [
  { indiv_id: '0000000000000000000001', last_name: 'System' },
  { indiv_id: '0000000000000000000002', last_name: 'Unknown' },
].map((row) => ({ ...row, indiv_type_id: 1, is_private: 0, active: 1, version: 1, created_utc: 0 }));

/** The reserved individuals; an anonymous chat belongs to Unknown. */
export const up = (knex: Knex) => knex('iwt_individual').insert(rows).onConflict('indiv_id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_individual')
    .whereIn(
      'indiv_id',
      rows.map((row) => row.indiv_id),
    )
    .del();
