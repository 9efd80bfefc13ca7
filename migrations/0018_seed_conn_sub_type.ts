import type { Knex } from 'knex';

const rows = ['Home', 'Business', 'Assistant'].map((name, index) => ({
  conn_sub_type_id: index + 1,
  name,
  insertion_order: index + 1,
  admin_editable: 0,
  version: 1,
}));

/** 1 Home, 2 Business, 3 Assistant. */
export const up = (knex: Knex) => knex('iwt_conn_sub_type').insert(rows).onConflict('conn_sub_type_id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_conn_sub_type')
    .whereIn(
      'conn_sub_type_id',
      rows.map((row) => row.conn_sub_type_id),
    )
    .del();
