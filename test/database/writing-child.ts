/* Writes row after row to the database of the arguments, and prints the number of each once it is said to be written. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../lib/database/connect.ts';
import type { Log } from '../../lib/runtime/log.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const [url = '', durability] = process.argv.slice(2);
const database = openDatabase({ url, durability: durability === 'normal' ? 'normal' : 'full' }, { log: silent });
for (let number = 1; ; number++) {
  await database.knex.transaction(async (trx) => {
    await trx('iwt_counter').insert({ name: `first-${number}`, value: number });
    await trx('iwt_counter').insert({ name: `second-${number}`, value: number });
  });
  writeSync(1, `${number}\n`);
}
