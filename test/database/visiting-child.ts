/* Writes a row to the database of the argument and leaves, as a command beside a running site does. */
import { openDatabase } from '../../lib/database/connect.ts';
import type { Log } from '../../lib/runtime/log.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const database = openDatabase(process.argv[2] ?? '', { log: silent });
await database.knex('iwt_counter').insert({ name: 'visit', value: 1 });
await database.close();
