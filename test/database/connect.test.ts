import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { Knex } from 'knex';
import { afterAll, describe, expect, it } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../lib/database/connect.ts';
import { isDuplicate, isTransient } from '../../lib/database/errors.ts';
import { parseLocation } from '../../lib/database/location.ts';
import { latest, status } from '../../lib/database/migrate.ts';
import { describeEachDatabase, describeMariadb, silentLog, sqliteDatabase } from '../support/databases.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'iwt-connect-'));
const opened: Database[] = [];
afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  rmSync(folder, { recursive: true, force: true });
});

function open(options: DatabaseOptions | string): Database {
  const database = openDatabase(options, { log: silentLog });
  opened.push(database);
  return database;
}

const url = (name: string) => `sqlite:${path.join(folder, name)}`;

describe('the database URL', () => {
  it('names a file, memory or a server', () => {
    expect(parseLocation('sqlite:iwt-data/a.db')).toMatchObject({ filename: 'iwt-data/a.db', memory: false });
    expect(parseLocation('sqlite:///var/a.db')).toMatchObject({ filename: '/var/a.db' });
    expect(parseLocation('sqlite::memory:')).toMatchObject({ memory: true });
    expect(parseLocation('mysql://iwt:p%40ss%2Fword@db.example/chat')).toEqual({
      dialect: 'mysql',
      host: 'db.example',
      port: 3306,
      user: 'iwt',
      password: 'p@ss/word',
      database: 'chat',
      tls: false,
    });
    expect(parseLocation('mariadb://u@[::1]:3307/chat?tls=true')).toMatchObject({ host: '::1', port: 3307, tls: true });
  });

  it.each([
    '',
    'iwt.db',
    'sqlite:',
    'postgres://u@h/d',
    'mysql://secret-word@',
    'mysql://u:secret-word@h',
    'mysql://u:secret-word@h/a/b',
    'mysql://u:secret-word@h/d?x=1',
    'mysql://u:%@h/d',
  ])('is refused with a sentence that does not repeat it: %s', (text) => {
    const failure = (() => {
      try {
        return parseLocation(text);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toMatchObject({ name: 'IwtSetupError', code: 'IWT_DATABASE_URL' });
    expect((failure as Error).message).not.toContain('secret-word');
  });
});

describe('SQLite', () => {
  it('is opened for durability, in WAL mode', async () => {
    for (const [durability, synchronous] of [
      ['full', 2],
      ['normal', 1],
      [undefined, 2],
    ] as const) {
      const { knex } = open({ url: url(`${durability}.db`), durability });
      expect(await knex.raw('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
      expect(await knex.raw('pragma synchronous')).toEqual([{ synchronous }]);
      expect(await knex.raw('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    }
  });

  it('makes the folder and keeps others from reading the file', async () => {
    const database = open(url('a/b/c.db'));
    await latest(database);
    expect(statSync(path.join(folder, 'a/b')).mode & 0o077).toBe(0);
    for (const file of ['c.db', 'c.db-wal', 'c.db-shm']) {
      expect(statSync(path.join(folder, 'a/b', file)).mode & 0o077).toBe(0);
    }
  });

  it('says in one sentence what is wrong with the file', async () => {
    writeFileSync(path.join(folder, 'note.db'), 'this is no database, '.repeat(500));
    await expect(latest(open(url('note.db')))).rejects.toMatchObject({
      name: 'IwtSetupError',
      code: 'IWT_DATABASE_FILE',
    });
    expect(() => open(url('note.db/below.db'))).toThrow(expect.objectContaining({ code: 'IWT_DATABASE_FILE' }));
    expect(() => open(`sqlite:${folder}`)).toThrow(expect.objectContaining({ code: 'IWT_DATABASE_FILE' }));
  });

  it('lets two connections of one process write to one file, even while one holds a transaction', async () => {
    const first = open(url('two.db'));
    const second = open(url('two.db'));
    await Promise.all([latest(first), latest(second)]);
    expect((await status(second)).state).toBe('current');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const long = first.knex.transaction(async (trx) => {
      await trx('iwt_counter').insert({ name: 'a', value: 1 });
      entered();
      await held;
      await trx('iwt_counter').where({ name: 'a' }).update({ value: 2 });
    });
    await inside;
    const single = second.knex('iwt_counter').insert({ name: 'b', value: 1 });
    const other = single.then(() =>
      second.knex.transaction((trx) => trx('iwt_counter').where({ name: 'a' }).increment('value')),
    );
    // Readers are never kept waiting, and see what is committed.
    const third = open(url('two.db'));
    expect(await third.knex('iwt_counter').whereNotIn('name', ['admission', 'parameter']).pluck('name')).toEqual([]);
    release();
    await Promise.all([long, other]);
    expect(
      await third.knex('iwt_counter').whereNotIn('name', ['admission', 'parameter']).orderBy('name').select(),
    ).toEqual([
      { name: 'a', value: 3 },
      { name: 'b', value: 1 },
    ]);
  });

  it('keeps two files of one process apart', async () => {
    const [left, right] = [open(url('left.db')), open(url('right.db'))];
    await Promise.all([latest(left), latest(right)]);
    await left.knex('iwt_counter').insert({ name: 'only', value: 1 });
    expect(await right.knex('iwt_counter').pluck('name')).not.toContain('only');
  });

  it('uses prepared statements again after an error and after a change of the schema', async () => {
    const database = await sqliteDatabase();
    const { knex } = database;
    await knex('iwt_counter').del();
    const insert = () => knex('iwt_counter').insert({ name: 'a', value: 1 });
    await insert();
    await expect(insert()).rejects.toSatisfy(isDuplicate);
    await knex('iwt_counter').where({ name: 'a' }).del();
    await insert();
    expect(await knex('iwt_counter').select('*')).toEqual([{ name: 'a', value: 1 }]);
    await knex.raw('alter table iwt_counter add column note text');
    expect(await knex('iwt_counter').select('*')).toEqual([{ name: 'a', value: 1, note: null }]);
    for (let size = 1; size <= 500; size++) await knex('iwt_counter').whereIn('name', Array(size).fill('x')).select();
    await database.drop();
  });

  it('closes twice without harm', async () => {
    const database = await sqliteDatabase();
    await Promise.all([database.close(), database.close()]);
    await expect(database.knex('iwt_user').select()).rejects.toThrow();
  });
});

describeEachDatabase('a value', (fresh) => {
  it('comes back as it went in', async () => {
    const { knex } = await fresh();
    const texts = [
      '',
      "'; drop table iwt_user; --",
      'Grüße 👩‍👩‍👧 \u202e עברית',
      'a\\b\\0\n\r\t%_?',
      ' spaces ',
      '{"a":1}',
    ];
    for (const value of texts) {
      await knex('iwt_parameter')
        .insert({ name: 'x', value, changed_at: 1_793_000_000_123, changed_by: 'y' })
        .onConflict('name')
        .merge();
      expect(await knex('iwt_parameter').where({ value }).first()).toEqual({
        name: 'x',
        value,
        changed_at: 1_793_000_000_123,
        changed_by: 'y',
      });
    }
  });

  it('is never SQL, even when it is an object', async () => {
    const { knex } = await fresh();
    await knex('iwt_counter').insert({ name: 'a', value: 1 });
    const sly = { name: 1 } as unknown as string;
    expect(
      await knex('iwt_counter')
        .whereRaw('name = ?', [sly])
        .select()
        .catch(() => []),
    ).toEqual([]);
  });

  it('ends no text early', async () => {
    const { knex, dialect } = await fresh();
    await knex('iwt_parameter').insert({ name: 'x', value: 'before\0after', changed_at: 1, changed_by: 'y' });
    const expected = dialect === 'sqlite' ? 'before\ufffdafter' : 'before\0after';
    expect(await knex('iwt_parameter').pluck('value')).toEqual([expected]);
  });

  it('that does not fit is refused, not cut, and errors do not repeat it', async () => {
    const { knex, dialect } = await fresh();
    await knex('iwt_counter').insert({ name: 'secret-word', value: 1 });
    const failure = await knex('iwt_counter')
      .insert({ name: 'secret-word', value: 1 })
      .catch((error: unknown) => error);
    expect(isDuplicate(failure)).toBe(true);
    expect(isTransient(failure)).toBe(false);
    if (dialect === 'sqlite') expect((failure as Error).message).not.toContain('secret-word');
    else await expect(knex('iwt_counter').insert({ name: 'n'.repeat(61), value: 1 })).rejects.toThrow(/too long/i);
  });

  it('stands in no error that a log may write down, inside a transaction or not', async () => {
    const { knex } = await fresh();
    const fails = (db: Knex) => db('iwt_counter').insert({ name: 'secret-word', value: 1, none: 1 });
    const failures = [
      await fails(knex).catch((error: unknown) => error),
      await knex.transaction(fails).catch((error: unknown) => error),
      await knex.raw('select ? from iwt_none', ['secret-word']).catch((error: unknown) => error),
    ];
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(Error);
      expect(inspect(failure)).not.toContain('secret-word');
    }
  });

  it('counts as changed when it was found, also where it stayed the same', async () => {
    const { knex } = await fresh();
    await knex('iwt_counter').insert({ name: 'a', value: 1 });
    expect(await knex('iwt_counter').where({ name: 'a' }).update({ value: 1 })).toBe(1);
    expect(await knex('iwt_counter').where({ name: 'b' }).update({ value: 1 })).toBe(0);
    expect((await knex('iwt_counter').sum('value as sum').first())?.sum).toBe(1);
  });
});

describeMariadb('MariaDB', (fresh) => {
  it('is used strictly, in UTC and without gap locks', async () => {
    const { knex } = await fresh({ empty: true });
    const [[row]] = await knex.raw(
      'select @@session.sql_mode as mode, @@session.time_zone as zone, @@session.tx_isolation as isolation, @@session.character_set_connection as charset',
    );
    expect(row).toEqual({
      mode: expect.stringContaining('STRICT_TRANS_TABLES'),
      zone: '+00:00',
      isolation: 'READ-COMMITTED',
      charset: 'utf8mb4',
    });
  });
});
