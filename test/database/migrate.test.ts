import { describe, expect, it } from 'vitest';
import type { Database } from '../../lib/database/connect.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { check, down, latest, status } from '../../lib/database/migrate.ts';
import { migrations } from '../../migrations/migrations.ts';
import { describeEachDatabase, silentLog, sqliteDatabase } from '../support/databases.ts';
import { tablesOf } from './schema.ts';

const names = migrations.map(({ name }) => name);

describeEachDatabase('migrations', (open) => {
  it('bring an empty database up to date, once', async () => {
    const database = await open({ empty: true });
    expect((await status(database)).state).toBe('empty');
    expect(await latest(database)).toEqual(names);
    expect(await status(database)).toEqual({ state: 'current', done: names, pending: [], unknown: [] });
    expect(await latest(database)).toEqual([]);
    await expect(check(database)).resolves.toBeUndefined();
  });

  it('go down to nothing and up again', async () => {
    const database = await open();
    const before = await tablesOf(database);
    expect(await down(database, 1000)).toEqual([...names].reverse());
    expect((await tablesOf(database)).filter((name) => !name.startsWith('iwt_migrations'))).toEqual([]);
    expect(await latest(database)).toEqual(names);
    expect(await tablesOf(database)).toEqual(before);
  });

  it('take back one at a time', async () => {
    const database = await open();
    expect(await down(database)).toEqual([names.at(-1)]);
    expect(await status(database)).toMatchObject({ state: 'old', pending: [names.at(-1)] });
    expect(await down(database, 2)).toEqual([names.at(-2), names.at(-3)]);
    expect(await latest(database)).toEqual(names.slice(-3));
  });

  it('can be repeated where a killed process did the change but did not note it', async () => {
    const database = await open();
    await database.knex('iwt_migrations').del();
    await database.knex('iwt_migrations_lock').update({ is_locked: 0 });
    const seeded = await counts(database);
    expect(await latest(database)).toEqual(names);
    expect(await counts(database)).toEqual(seeded);
    await database.knex('iwt_migrations').where('name', 'like', '%index%').del();
    expect((await latest(database)).every((name) => name.includes('index'))).toBe(true);
  });

  it('refuse a start on a schema that is old', async () => {
    const database = await open({ empty: true });
    await expect(check(database)).rejects.toMatchObject({
      code: 'IWT_SCHEMA_OLD',
      message: expect.stringMatching(
        /has no tables yet; run `npx iwt migrate latest --database (sqlite:|mysql:\/\/user:password@)\S+`\.$/,
      ),
    });
    expect(await tablesOf(database)).toEqual([]);
    await latest(database);
    await down(database, 3);
    await expect(check(database)).rejects.toMatchObject({
      code: 'IWT_SCHEMA_OLD',
      message: expect.stringContaining(`lacks 3 migrations, from ${names.at(-3)}`),
    });
  });

  it('refuse a schema that is newer, whatever is asked', async () => {
    const database = await open();
    await database
      .knex('iwt_migrations')
      .insert({ name: '9999_from_the_future', batch: 2, migration_time: '2030-01-01 00:00:00' });
    const refused = { name: 'IwtSetupError', code: 'IWT_SCHEMA_NEWER' };
    await expect(check(database)).rejects.toMatchObject(refused);
    await expect(latest(database)).rejects.toMatchObject(refused);
    await expect(down(database)).rejects.toMatchObject(refused);
    expect((await status(database)).unknown).toEqual(['9999_from_the_future']);
  });

  it('seed what the product looks up', async () => {
    const { knex } = await open();
    expect(await knex('iwt_status').where({ available: 1 }).pluck('id')).toEqual(['Available']);
    expect(await knex('iwt_status').orderBy('sort').pluck('id')).toHaveLength(12);
    expect(await knex('iwt_connection_type').orderBy('conn_type_id').pluck('name')).toEqual([
      'Phone',
      'E-mail',
      'Fax',
      'Pager',
      'Mobile',
      'URL',
    ]);
    expect(await knex('iwt_individual').orderBy('indiv_id').pluck('last_name')).toEqual(['System', 'Unknown']);
  });

  it('keep the defaults of a new row', async () => {
    const { knex } = await open();
    await knex('iwt_workgroup').insert({ id: 'w', name: 'Märkte', created_at: 1 });
    expect(await knex('iwt_workgroup').first()).toEqual({
      id: 'w',
      name: 'Märkte',
      active: 1,
      chat_max_assign: 4,
      chat_utilization: 25,
      alert_timeout_s: 30,
      skill_relax_s: null,
      wait_interval_min: 30,
      callbacks_enabled: 1,
      callback_retries: null,
      callback_retry_min: null,
      callback_max_assign: null,
      callback_utilization: null,
      opening_hours: null,
      idle_time_s: null,
      idle_grace_s: null,
      idle_warning: null,
      idle_disconnect: null,
      created_at: 1,
    });
    await expect(knex('iwt_workgroup').insert({ id: 'x', name: 'MäRKTE', created_at: 1 })).rejects.toThrow();
  });
});

describe('migrations', () => {
  it('are numbered without a gap, under names of their own', () => {
    for (const name of names) expect(name).toMatch(/^\d{4}_[a-z0-9_]+$/);
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(new Set(names.map((name) => name.slice(5))).size).toBe(names.length);
  });

  it('take well under 300 ms in memory', async () => {
    const database = await sqliteDatabase({ empty: true });
    const started = process.cpuUsage();
    await latest(database);
    const { user, system } = process.cpuUsage(started);
    await database.drop();
    expect((user + system) / 1000).toBeLessThan(300);
  });

  it('say in one sentence that there is no database', async () => {
    const database = openDatabase('mysql://nobody:secret-word@127.0.0.1:1/nothing', { log: silentLog });
    for (const call of [status, latest, check, down]) {
      const error = await call(database).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ name: 'IwtSetupError', code: 'IWT_DATABASE_UNREACHABLE' });
      expect((error as Error).message).not.toContain('secret-word');
    }
    await database.close();
  });
});

async function counts({ knex }: Database): Promise<unknown[]> {
  return Promise.all(['iwt_status', 'iwt_individual', 'iwt_conn_sub_type'].map((table) => knex(table).count('* as n')));
}
