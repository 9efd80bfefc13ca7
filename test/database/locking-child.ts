/* Locks a row of the database of the argument, says so, and changes it once the process may go on. */
import { openDatabase } from '../../lib/database/connect.ts';
import type { Log } from '../../lib/runtime/log.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const database = openDatabase(process.argv[2] ?? '', { log: silent });
const resumed = new Promise<void>((resolve) => {
  process.on('SIGCONT', () => resolve());
});
// Keeps the process alive meanwhile.
process.stdin.resume();

const change = database.knex.transaction(async (held) => {
  await held('iwt_counter').where({ name: 'visit' }).update({ value: 2 });
  process.stdout.write('locked\n');
  await resumed;
});
await change.then(
  () => process.stdout.write('committed\n'),
  () => process.stdout.write('refused\n'),
);
await database.close();
process.exit(0);
