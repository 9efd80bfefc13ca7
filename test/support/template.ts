import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { openDatabase } from '../../lib/database/connect.ts';
import { latest } from '../../lib/database/migrate.ts';
import type { Log } from '../../lib/runtime/log.ts';

const migrations = new URL('../../migrations/', import.meta.url);

/** Other contents of the migrations make another template. */
function nameOf(): string {
  const digest = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) digest.update(readFileSync(new URL(file, migrations)));
  return `iwt_template_${digest.digest('hex').slice(0, 16)}`;
}

let made: Promise<string> | undefined;

/**
 * The name of a migrated database on the server that tests copy, because a hundred migrations take longer than most
 * tests. The first process that needs it makes it; it stays for the next run.
 */
export function templateOn(server: string, log: Log): Promise<string> {
  made ??= make(server, log);
  return made;
}

async function make(server: string, log: Log): Promise<string> {
  const name = nameOf();
  const admin = openDatabase({ url: `${server}/information_schema`, connections: 1 }, { log });
  try {
    await admin.knex.raw('select get_lock(?, 300)', [name]);
    const [there] = await admin
      .knex('schemata')
      .where({ schema_name: `${name}_done` })
      .select('schema_name');
    if (there) return name;
    // Whoever began before may have been killed.
    await admin.knex.raw('drop database if exists ??', [name]);
    await admin.knex.raw('create database ?? character set utf8mb4', [name]);
    const database = openDatabase({ url: `${server}/${name}`, connections: 1 }, { log });
    await latest(database);
    await database.close();
    await admin.knex.raw('create database ??', [`${name}_done`]);
    return name;
  } finally {
    await admin.close();
  }
}

/** Copies the template's tables and rows into an empty database. */
export async function copyTemplate(server: string, name: string, log: Log): Promise<void> {
  const template = await templateOn(server, log);
  const database = openDatabase({ url: `${server}/${name}`, connections: 1 }, { log });
  try {
    const tables: { name: string }[] = await database
      .knex('information_schema.tables')
      .where({ table_schema: template })
      .select({ name: 'table_name' });
    for (const { name: table } of tables) {
      await database.knex.raw('create table ?? like ??.??', [table, template, table]);
      await database.knex.raw('insert into ?? select * from ??.??', [table, template, table]);
    }
  } finally {
    await database.close();
  }
}
