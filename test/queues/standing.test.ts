import { expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../lib/database/connect.ts';
import { createStanding } from '../../lib/queues/standing.ts';
import { queueStore } from '../../lib/queues/store.ts';
import { waitStore } from '../../lib/queues/store-waits.ts';
import { addAgent, addWorkgroup, engineOn, setStatus } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { limit, move, queueOf, startCallback } from './callbacks.ts';

const minute = 60_000;

describeEachDatabase('how a queue stands', (open) => {
  it('is told by type, with places in the order of assignment', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    const callbacks: string[] = [];
    for (let number = 0; number < 3; number++) {
      callbacks.push(await startCallback(engine, queueOf(sales)));
      await engine.chat.start({ target: 'Sales', name: 'Mary' });
      engine.clock.advance(minute);
    }
    const standing = await engine.queues.standing(queueOf(sales), 'callback');
    expect(callbacks.map((id) => standing.position(id))).toEqual([1, 2, 3]);
    expect(standing.position('0000000000')).toBeUndefined();
    expect(standing).toMatchObject({ waiting: 3, longestWaitMs: 3 * minute, averageWaitMs: null });
    expect(standing).toMatchObject({ agentsLoggedIn: 0, agentsAvailable: 0 });
    const nowhere = await engine.queues.standing(queueOf('elsewhere'), 'callback');
    expect(nowhere).toMatchObject({ waiting: 0, longestWaitMs: 0, averageWaitMs: null });
    await engine.close();
  });

  it('counts who is there, who is free, and how long those waited who were answered', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales], { idleSince: 1 });
    const bob = await addAgent(database, 'bob', [sales], { idleSince: 2 });
    await limit(database, bob, { callback_max_assign: 0 });
    await addAgent(database, 'cid', [sales], { status: 'At lunch' });
    await addAgent(database, 'dan', [sales], { lease: -1 });
    await addAgent(database, 'eve', [sales], { activated: false });
    const engine = await engineOn(database);
    const { queues, clock } = engine;
    const free = async (type: 'chat' | 'callback') => {
      const { agentsLoggedIn, agentsAvailable, averageWaitMs } = await queues.standing(queueOf(sales), type);
      return { agentsLoggedIn, agentsAvailable, averageWaitMs };
    };
    // Whoever never gets a callback is not available for one.
    expect(await free('callback')).toEqual({ agentsLoggedIn: 3, agentsAvailable: 1, averageWaitMs: null });
    expect(await free('chat')).toEqual({ agentsLoggedIn: 3, agentsAvailable: 2, averageWaitMs: null });
    const id = await startCallback(engine, queueOf(sales));
    await engine.until(async () => (await engine.interactions.get(id))?.user === ann.id);
    clock.advance(10_000);
    await move(engine, id, 'Connected');
    expect(await free('callback')).toEqual({ agentsLoggedIn: 3, agentsAvailable: 0, averageWaitMs: 10_000 });
    expect(await free('chat')).toEqual({ agentsLoggedIn: 3, agentsAvailable: 1, averageWaitMs: null });
    expect(await queues.query(queueOf(sales), 'callback')).toEqual({ agentsAvailable: 0, estimatedWaitTime: 10 });
    expect(await queues.query(queueOf(sales))).toEqual({ agentsAvailable: 1, estimatedWaitTime: -1 });
    await engine.close();
  });

  it('counts waiting from when each first came into the queue', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    const scheduled = await startCallback(engine, queueOf(sales), engine.clock.now() + 60 * minute);
    engine.clock.advance(55 * minute);
    const waiting = await startCallback(engine, queueOf(sales));
    engine.clock.advance(5 * minute);
    const before = await engine.queues.standing(queueOf(sales), 'callback');
    expect(before.position(scheduled)).toBeUndefined();
    await move(engine, scheduled, 'Offering');
    engine.clock.advance(minute);
    const after = await engine.queues.standing(queueOf(sales), 'callback');
    expect([scheduled, waiting].map((id) => after.position(id))).toEqual([1, 2]);
    expect(after.longestWaitMs).toBe(6 * minute);
    await move(engine, waiting, 'Disconnected');
    engine.clock.advance(minute);
    const later = await engine.queues.standing(queueOf(sales), 'callback');
    expect(later).toMatchObject({ waiting: 1, longestWaitMs: 2 * minute });
    await engine.close();
  });

  it('is looked at once for everybody, and again when it is too old', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales], { status: 'At lunch' });
    const clock = testClock();
    let looks = 0;
    let age = 5_000;
    const waits = waitStore(database);
    const counted = {
      ...waits,
      line: (...args: Parameters<typeof waits.line>) => {
        looks += 1;
        return waits.line(...args);
      },
    };
    const interactions = { get: async () => undefined };
    const parts = { store: queueStore(database), waits: counted, interactions, runtime: { clock } };
    const { of: standing, close } = createStanding(parts, { ageMs: () => age, idleMs: () => 60_000 });
    onTestFinished(close);
    const queue = queueOf(sales);
    const all = await Promise.all(Array.from({ length: 20 }, () => standing(queue, 'callback')));
    expect(new Set(all).size).toBe(1);
    await setStatus(database, ann, 'Available');
    clock.advance(4_999);
    expect(await standing(queue, 'callback')).toMatchObject({ agentsAvailable: 0 });
    expect(looks).toBe(1);
    age = 4_000;
    expect(await standing(queue, 'callback')).toMatchObject({ agentsAvailable: 1 });
    expect(looks).toBe(2);
    // A failure is not given again.
    counted.line = () => Promise.reject(new Error('the database is away'));
    clock.advance(4_000);
    await expect(standing(queue, 'callback')).rejects.toThrow('away');
    counted.line = waits.line;
    expect(await standing(queue, 'callback')).toMatchObject({ waiting: 0 });
  });

  it('has every place of a long line, and gives others their turn while it is read', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    await fill(database, sales, 2_500);
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns += 1;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    const line = await waitStore(database).line(sales, 'callback');
    reading = false;
    // Three pages have two pauses.
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(line.ids).toHaveLength(2_500);
    expect(new Set(line.ids).size).toBe(2_500);
    const rows = await database.knex('iwt_interaction').where({ type: 'callback' }).orderBy(['started_at', 'id']);
    expect(line.ids).toEqual(rows.map(({ id }) => id));
    expect(line.startedAt).toEqual(rows.map(({ started_at }) => Number(started_at)));
  });
});

/** Callbacks that wait; many of them were started in the same millisecond. */
async function fill(database: Database, queue: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, number) => ({
    id: `${1_000_000_000 + ((number * 7919) % count)}`,
    type: number % 50 === 49 ? 'chat' : 'callback',
    version: 3,
    state: 'Offering',
    state_since: 0,
    started_at: Math.floor(number / 700),
    queue_type: 'Workgroup',
    queue_id: queue,
    queue_name: 'Sales',
    name: 'Mary',
  }));
  await database.knex.transaction((trx) => trx.batchInsert('iwt_interaction', rows, 200));
  await database.knex('iwt_interaction').where({ type: 'chat' }).update({ type: 'callback' });
}
