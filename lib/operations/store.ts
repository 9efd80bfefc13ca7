import type { Database } from '../database/connect.ts';

/** Resolves when the database answers. */
export async function ping({ knex }: Database): Promise<void> {
  await knex.raw('select 1');
}
