import type { Knex } from 'knex';

const rows = ['Home', 'Business'].map((name, index) => ({
  addr_type_id: index + 1,
  name,
  insertion_order: index + 1,
  admin_editable: 0,
  version: 1,
}));

/** 1 Home, 2 Business. */
export const up = (knex: Knex) => knex('iwt_addr_type').insert(rows).onConflict('addr_type_id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_addr_type')
    .whereIn(
      'addr_type_id',
      rows.map((row) => row.addr_type_id),
    )
    .del();
