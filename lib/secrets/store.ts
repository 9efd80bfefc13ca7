import type { Database } from '../database/connect.ts';

export function secretStore({ knex }: Database) {
  return {
    /** The value on disk; of two processes that add one at once, both get the first one's. */
    async getOrAdd(name: string, value: string): Promise<string> {
      const read = async (): Promise<string | undefined> =>
        (await knex('iwt_secret').where({ name }).first('value'))?.value;
      const found = await read();
      if (found !== undefined) return found;
      await knex('iwt_secret').insert({ name, value }).onConflict('name').ignore();
      return (await read()) ?? value;
    },
  };
}
