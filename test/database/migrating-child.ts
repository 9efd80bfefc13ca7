/*
 * Migrates the database of the first argument when told to on standard input, and prints what it did as JSON.
 * The second argument, if any, is the number of the query at which the process dies: `before:N` or `after:N`.
 */
import knexPackage from 'knex';
import { openDatabase } from '../../lib/database/connect.ts';
import { latest } from '../../lib/database/migrate.ts';

const [url = '', death = ''] = process.argv.slice(2);
const [moment, number] = death.split(':');

interface Querying {
  query(connection: unknown, query: unknown): Promise<unknown>;
}

const client = knexPackage.Client.prototype as unknown as Querying;
const send = client.query;
let queries = 0;
client.query = async function (this: Querying, connection, query) {
  queries++;
  if (moment === 'before' && queries === Number(number)) process.kill(process.pid, 'SIGKILL');
  const answer = await send.call(this, connection, query);
  if (moment === 'after' && queries === Number(number)) process.kill(process.pid, 'SIGKILL');
  return answer;
};

process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  const database = openDatabase(url, { log: console });
  const ran = await latest(database);
  await database.close();
  process.stdout.write(`${JSON.stringify(ran)}\n`);
  process.exit(0);
});
