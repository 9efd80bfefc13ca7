import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { type JournalStore, UncertainCommit } from '../../lib/journal/store.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';
import { faultyStore } from './faults.ts';
import { interactionId, journalOn, saying, stored, turns } from './made.ts';

const [a, b, c] = [interactionId(1), interactionId(2), interactionId(3)];

describeEachDatabase('the journal when writing fails', (open) => {
  it('tries again after a deadlock, and gives up after some', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store });
    store.fail('deadlock', 'deadlock');
    await expect(journal.commit(saying(a, 0))).resolves.toMatchObject({ version: 1 });
    expect(store.batches).toEqual([1, 1, 1]);
    store.fail(...Array.from({ length: 6 }, () => 'deadlock' as const));
    await expect(journal.commit(saying(a, 1))).rejects.toThrow('deadlock');
    await expect(journal.commit(saying(a, 1))).resolves.toMatchObject({ version: 2 });
    await journal.close();
  });

  it('refuses everybody at once when the database is gone, and works when it is back', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store });
    store.fail('down');
    const outcomes = await Promise.allSettled([a, b, c].map((id) => journal.commit(saying(id, 0))));
    expect(outcomes.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(store.batches).toEqual([3]);
    expect((await stored(database)).size).toBe(0);
    await Promise.all([a, b, c].map((id) => journal.commit(saying(id, 0))));
    expect((await stored(database)).size).toBe(3);
    await journal.close();
  });

  it('finds the impossible ones of a batch, in any number and place', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store });
    store.poison('poison');
    const said = ['1', 'poison 2', '3', 'poison 4', '5', '6', '7', 'poison 8'];
    const outcomes = await Promise.allSettled(
      said.map((value, number) => journal.commit(saying(interactionId(number), 0, value))),
    );
    expect(outcomes.map((one) => one.status === 'fulfilled')).toEqual(said.map((one) => !one.includes('poison')));
    const texts = [...(await stored(database)).values()].flat();
    expect(texts.sort()).toEqual(['1 1', '1 3', '1 5', '1 6', '1 7']);
    await journal.close();
  });

  it('does not double what a broken commit had written, and writes what it had not', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store });
    const told: string[] = [];
    journal.watch(({ interaction, events }) => told.push(...events.map((event) => `${interaction} ${event.seq}`)));
    store.fail('uncertain-written');
    const written = await Promise.all([a, b].map((id) => journal.commit(saying(id, 0, 'once'))));
    store.fail('uncertain-lost');
    await Promise.all([a, b].map((id) => journal.commit(saying(id, 1, 'twice'))));
    expect(written.every(({ events }) => (events[0]?.position ?? 0) > 0)).toBe(true);
    expect(Object.fromEntries(await stored(database))).toEqual({
      [a]: ['1 once', '2 twice'],
      [b]: ['1 once', '2 twice'],
    });
    expect(told.sort()).toEqual([`${a} 1`, `${a} 2`, `${b} 1`, `${b} 2`]);
    await journal.close();
  });

  it('is bounded, and says so', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store, limits: { waiting: 3, waitingBytes: 1000 } });
    const release = store.hold();
    const first = journal.commit(saying(a, 0));
    await turns();
    const waiting = [1, 2, 3].map((number) => journal.commit(saying(interactionId(10 + number), 0)));
    await expect(journal.commit(saying(b, 0))).rejects.toMatchObject({ code: 'journal.full', status: 503 });
    release();
    await Promise.all([first, ...waiting]);
    const again = store.hold();
    const large = journal.commit(saying(b, 0, 'x'.repeat(900)));
    await expect(journal.commit(saying(c, 0, 'y'.repeat(900)))).rejects.toMatchObject({ code: 'journal.full' });
    again();
    await large;
    await journal.commit(saying(c, 0, 'y'.repeat(5000)));
    await journal.close();
  });

  it('survives a change that is not JSON', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const event = { seq: 1, at: 1, type: 'text', body: { party: 1n } };
    await expect(journal.commit({ interaction: a, expects: 0, events: [event], writes: [] })).rejects.toThrow(
      TypeError,
    );
    await journal.commit(saying(a, 0));
    await journal.close();
  });

  it('survives listeners that throw', async () => {
    const database = await open();
    const errors: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => errors.push(message) };
    const journal = await journalOn(database, { log });
    const told: number[] = [];
    journal.watch(() => {
      throw new Error('bad watcher');
    });
    const stop = journal.watch(({ version }) => {
      told.push(version);
      stop();
    });
    journal.watch(({ version }) => told.push(version));
    journal.watchWrites('iwt_cursor', () => {
      throw new Error('bad writes watcher');
    });
    const waited = journal.wait(a, 0, 1000);
    const write = { kind: 'upsert', table: 'iwt_cursor', key: ['participant_digest'] } as const;
    await journal.commit(saying(a, 0, 'x', [{ ...write, row: { participant_digest: 'p', delivered: 1 } }]));
    await journal.commit(saying(a, 1));
    expect(await waited).toBe(true);
    expect(told).toEqual([1, 1, 2]);
    expect(errors).toHaveLength(3);
    await journal.close();
  });
});

describeEachDatabase('the journal after a commit that failed', (open, dialect) => {
  const onSqlite = dialect === 'sqlite';
  if (onSqlite)
    it('has nothing of it, and goes on', async () => {
      const database = await open({ file: true });
      await database.knex.raw('create table parent (id integer primary key)');
      await database.knex.raw('create table child (id integer references parent (id) deferrable initially deferred)');
      const journal = await journalOn(database);
      const orphan = { kind: 'insert', table: 'child', row: { id: 1 } } as const;
      await expect(journal.commit(saying(a, 0, 'x', [orphan]))).rejects.toThrow('FOREIGN KEY');
      const alone = journal.exclusive({}, async () => ({ changes: [saying(b, 0, 'x', [orphan])], result: 0 }));
      await expect(alone).rejects.toThrow('FOREIGN KEY');
      await journal.commit(saying(c, 0, 'kept'));
      await journal.close();
      const again = openDatabase(database.url, { log: silentLog });
      expect(Object.fromEntries(await stored(again))).toEqual({ [c]: ['1 kept'] });
      await again.close();
    });

  if (!onSqlite)
    it('does not notice that the server dropped its connections', async () => {
      const database = await open();
      const journal = await journalOn(database);
      await Promise.all([journal.commit(saying(a, 0)), database.knex.raw('select 1')]);
      const own: { ID: number }[] = await database
        .knex('information_schema.processlist')
        .select('ID')
        .whereRaw('DB = database()');
      const other = openDatabase(database.url, { log: silentLog });
      for (const { ID } of own) await other.knex.raw('kill ?', [ID]);
      await other.close();
      await expect(journal.commit(saying(a, 1))).resolves.toMatchObject({ version: 2 });
      await expect(journal.exclusive({}, async () => ({ changes: [saying(a, 2)], result: 'fine' }))).resolves.toBe(
        'fine',
      );
      await journal.close();
    });

  it('writes very long texts, many at once', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const long = 'ü'.repeat(400_000);
    const commits = Array.from({ length: 12 }, (_, number) => journal.commit(saying(interactionId(number), 0, long)));
    const positions = (await Promise.all(commits)).map(({ events }) => events[0]?.position);
    expect(new Set(positions).size).toBe(12);
    expect((await stored(database)).get(interactionId(11))).toEqual([`1 ${long}`]);
    await journal.close();
  });

  it('does not take an exclusive decision back that the database kept', async () => {
    const database = await open();
    const store = faultyStore(database);
    const broken: JournalStore = {
      ...store,
      async exclusive(...args) {
        await store.exclusive(...args);
        throw new UncertainCommit(new Error('lost'));
      },
    };
    const journal = await journalOn(database, { store: broken });
    const told: string[] = [];
    journal.watch(({ interaction, version }) => told.push(`${interaction} ${version}`));
    const changes = [saying(a, 0), saying(b, 0)];
    await expect(journal.exclusive({}, async () => ({ changes, result: 'kept' }))).resolves.toBe('kept');
    expect(told).toEqual([`${a} 1`, `${b} 1`]);
    expect(changes.map(({ events }) => events[0]?.position)).toEqual([1, 2]);
    await journal.close();
  });
});
