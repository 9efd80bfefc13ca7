import type { Knex } from 'knex';

const rows = ['External', 'Customer', 'Partner', 'IC User'].map((name, index) => ({
  indiv_type_id: index + 1,
  name,
  insertion_order: index + 1,
  admin_editable: 1,
  version: 1,
}));

/** 1 External, 2 Customer, 3 Partner, 4 IC User. */
export const up = (knex: Knex) => knex('iwt_indiv_type').insert(rows).onConflict('indiv_type_id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_indiv_type')
    .whereIn(
      'indiv_type_id',
      rows.map((row) => row.indiv_type_id),
    )
    .del();
