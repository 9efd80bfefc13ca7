import type { Knex } from 'knex';

const rows = ['Phone', 'E-mail', 'Fax', 'Pager', 'Mobile', 'URL'].map((name, index) => ({
  conn_type_id: index + 1,
  name,
  insertion_order: index + 1,
  admin_editable: 0,
  version: 1,
}));

/** 1 Phone, 2 E-mail, 3 Fax, 4 Pager, 5 Mobile, 6 URL. */
export const up = (knex: Knex) => knex('iwt_connection_type').insert(rows).onConflict('conn_type_id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_connection_type')
    .whereIn(
      'conn_type_id',
      rows.map((row) => row.conn_type_id),
    )
    .del();
