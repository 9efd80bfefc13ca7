import type { Knex } from 'knex';

const rows = [
  status('Available', 10, { available: 1 }),
  status('Available (but connected to another call)', 20),
  status('Follow up', 30, { follow_up: 1, allow_time: 1 }),
  status('ACD - Agent not answering', 40),
  status('Do not disturb', 50, { dnd: 1 }),
  status('At lunch', 60, { dnd: 1, allow_time: 1 }),
  status('In a meeting', 70, { dnd: 1, allow_time: 1 }),
  status('At a training session', 80, { dnd: 1, allow_date: 1, allow_time: 1 }),
  status('Gone home', 90, { dnd: 1 }),
  status('Out of the office', 100, { dnd: 1, allow_date: 1, allow_time: 1 }),
  status('Out of town', 110, { dnd: 1, allow_date: 1 }),
  status('On vacation', 120, { dnd: 1, allow_date: 1 }),
];

function status(id: string, sort: number, flags: Record<string, number> = {}) {
  return { id, available: 0, dnd: 0, follow_up: 0, allow_date: 0, allow_time: 0, sort, ...flags };
}

/** The statuses every installation of the original has. */
export const up = (knex: Knex) => knex('iwt_status').insert(rows).onConflict('id').ignore();

export const down = (knex: Knex) =>
  knex('iwt_status')
    .whereIn(
      'id',
      rows.map((row) => row.id),
    )
    .del();
