import type { SessionData } from 'express-session';
import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { createSessionStore, type SessionStore } from '../../lib/sessions/store.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog, type TestDatabase } from '../support/databases.ts';

const hour = 3_600_000;

function setUp(database: TestDatabase, clock = testClock()) {
  const make = (world: string) =>
    createSessionStore({ database, runtime: { clock, log: silentLog }, world, idle: hour });
  return { clock, make, store: make('agent') };
}

function session(subject?: string, extra: object = {}): SessionData {
  return { cookie: { originalMaxAge: null }, ...(subject === undefined ? {} : { subject }), ...extra } as SessionData;
}

const get = (store: SessionStore, sid: string) =>
  new Promise<unknown>((resolve, reject) => {
    store.get(sid, (error, found) => (error ? reject(error) : resolve(found)));
  });
const done = (call: (done: (error?: unknown) => void) => void) =>
  new Promise<void>((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
const set = (store: SessionStore, sid: string, data: SessionData) => done((end) => store.set(sid, data, end));
const touch = (store: SessionStore, sid: string) => done((end) => store.touch?.(sid, session(), end));
const destroy = (store: SessionStore, sid: string) => done((end) => store.destroy(sid, end));

describeEachDatabase('the session store', (open) => {
  it('keeps a session, but nothing that opens it', async () => {
    const database = await open();
    const { store } = setUp(database);
    expect(await get(store, 'sid-1')).toBeNull();
    await set(store, 'sid-1', session('ann', { note: 'Grüße' }));
    expect(await get(store, 'sid-1')).toEqual(session('ann', { note: 'Grüße' }));
    expect(JSON.stringify(await database.knex('iwt_session').select())).not.toContain('sid-1');
  });

  it('ends an idle session, and keeps one that is used', async () => {
    const { clock, store } = setUp(await open());
    await set(store, 'used', session('ann'));
    await set(store, 'idle', session('bob'));
    for (let minutes = 0; minutes < 90; minutes += 10) {
      clock.advance(10 * 60_000);
      await touch(store, 'used');
    }
    expect(await get(store, 'used')).not.toBeNull();
    expect(await get(store, 'idle')).toBeNull();
    clock.advance(hour);
    expect(await get(store, 'used')).toBeNull();
  });

  it('writes a touch once a minute, not with every request', async () => {
    const database = await open();
    const { clock, store } = setUp(database);
    await set(store, 'sid', session('ann'));
    let writes = 0;
    database.knex.on('query', ({ sql }: { sql: string }) => {
      if (sql.startsWith('update')) writes++;
    });
    for (let seconds = 0; seconds < 120; seconds++) {
      clock.advance(1000);
      await touch(store, 'sid');
    }
    expect(writes).toBe(2);
  });

  it('sweeps what has expired', async () => {
    const database = await open();
    const { clock, store } = setUp(database);
    await set(store, 'old', session('ann'));
    clock.advance(hour - 1000);
    await set(store, 'new', session('ann'));
    store.start();
    clock.advance(10 * 60_000);
    await expect.poll(() => database.knex('iwt_session').count('* as n')).toEqual([{ n: 1 }]);
    expect(await get(store, 'new')).not.toBeNull();
    store.close();
  });

  it('ends all sessions of a person, except perhaps one', async () => {
    const { store } = setUp(await open());
    for (const [sid, subject] of [
      ['a1', 'ann'],
      ['a2', 'ann'],
      ['a3', 'ann'],
      ['b1', 'bob'],
      ['n1', undefined],
    ] as const) {
      await set(store, sid, session(subject));
    }
    await store.endSessionsOf('ann', 'a2');
    const left = await Promise.all(['a1', 'a2', 'a3', 'b1', 'n1'].map((sid) => get(store, sid)));
    expect(left.map((found) => found !== null)).toEqual([false, true, false, true, true]);
    await store.endSessionsOf('ann');
    expect(await get(store, 'a2')).toBeNull();
  });

  it('lets no request that was under way bring an ended session back', async () => {
    const database = await open({ file: true });
    const { store } = setUp(database);
    const elsewhere = openDatabase(database.url, { log: silentLog });
    const other = setUp({ ...database, ...elsewhere }).store;
    const endings: ((sid: string) => Promise<void>)[] = [
      (sid) => destroy(store, sid),
      () => store.endSessionsOf('ann'),
      (sid) => destroy(other, sid),
      () => other.endSessionsOf('ann'),
    ];
    for (const [index, end] of endings.entries()) {
      const sid = `sid-${index}`;
      await set(store, sid, session('ann'));
      await get(store, sid);
      await end(sid);
      await set(store, sid, session('ann'));
      await touch(store, sid);
      expect(await get(store, sid)).toBeNull();
      expect(await get(other, sid)).toBeNull();
    }
    await elsewhere.close();
  });

  it('keeps the worlds apart', async () => {
    const { store, make } = setUp(await open());
    const visitors = make('visitor');
    await set(store, 'sid', session('ann'));
    expect(await get(visitors, 'sid')).toBeNull();
    await visitors.endSessionsOf('ann');
    expect(await get(store, 'sid')).not.toBeNull();
  });

  it('hands errors to its caller', async () => {
    const database = await open();
    const { store } = setUp(database);
    await database.knex.schema.renameTable('iwt_session', 'iwt_session_away');
    await expect(get(store, 'sid')).rejects.toThrow();
    await expect(set(store, 'sid', session('ann'))).rejects.toThrow();
    await expect(destroy(store, 'sid')).rejects.toThrow();
  });
});
