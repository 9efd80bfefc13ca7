import type { Knex } from 'knex';

const common = { created_at: 0 };
const rows = [
  { id: 'ininproduct00000000000', name: 'ININ_Product', name_key: 'inin_product', category: 'Product' },
  { id: 'ininlanguage0000000000', name: 'ININ_Language', name_key: 'inin_language', category: 'Language' },
].map((row) => ({ ...row, category_key: row.category.toLowerCase(), ...common }));

/** The two tables of the manual, empty. */
export const up = (knex: Knex) => knex('iwt_table').insert(rows).onConflict('id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_table')
    .whereIn(
      'id',
      rows.map(({ id }) => id),
    )
    .del();
