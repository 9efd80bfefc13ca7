import { expect, it } from 'vitest';
import { addAgent, addWorkgroup, type Engine, engineOn, rowOf } from '../chat/world.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { has, limit, move, queueOf, startCallback } from './callbacks.ts';

async function startChats(engine: Engine, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    ids.push((await engine.chat.start({ target: 'Sales', name: `${number}` })).interaction);
  }
  return ids;
}

describeEachDatabase('callbacks beside chats', (open) => {
  it('are given to agents up to their own number, and with chats up to the whole of their attention', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    const engine = await engineOn(database);
    const callbacks = [await startCallback(engine, queueOf(sales)), await startCallback(engine, queueOf(sales))];
    await engine.rest();
    await startChats(engine, 3);
    await engine.rest();
    expect(await has(database, ann)).toEqual({ chats: 2, callbacks: 1 });

    // An own figure wins: two callbacks would be allowed by number, but chats have the rest of the attention.
    await limit(database, ann, { callback_max_assign: 2, callback_utilization: 25 });
    engine.queues.wakeAgent(ann.id);
    await engine.rest();
    expect(await has(database, ann)).toEqual({ chats: 2, callbacks: 2 });
    await limit(database, ann, { callback_max_assign: null, callback_utilization: null });
    await database.knex('iwt_workgroup').update({ callback_max_assign: 0, callback_utilization: 10 });
    await move(engine, callbacks[0] ?? '', 'Disconnected');
    await engine.until(async () => (await has(database, ann)).chats === 3);
    await startCallback(engine, queueOf(sales));
    await engine.rest();
    expect(await has(database, ann)).toEqual({ chats: 3, callbacks: 1 });
    await engine.close();
  });

  it('count by the workgroup each came from', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const support = await addWorkgroup(database, 'Support');
    await database.knex('iwt_workgroup').where({ id: support }).update({ callback_utilization: 80 });
    const ann = await addAgent(database, 'ann', [sales, support]);
    const engine = await engineOn(database);
    await startCallback(engine, queueOf(support));
    await engine.until(async () => (await has(database, ann)).callbacks === 1);
    await startChats(engine, 1);
    await engine.rest();
    expect(await has(database, ann)).toEqual({ chats: 0, callbacks: 1 });
    await database.knex('iwt_workgroup').where({ id: support }).update({ callback_utilization: 75 });
    engine.queues.wakeAll();
    await engine.until(async () => (await has(database, ann)).chats === 1);
    await engine.close();
  });

  it('of any number do not keep younger chats from an agent who has room for those alone, nor the other way round', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    await limit(database, ann, { callback_max_assign: 0 });
    const engine = await engineOn(database);
    const callbacks = Array.from({ length: 100 }, () => startCallback(engine, queueOf(sales)));
    await Promise.all(callbacks);
    await engine.rest();
    engine.clock.advance(1000);
    const [chat = ''] = await startChats(engine, 1);
    await engine.until(async () => (await rowOf(database, chat)).user === ann.id);

    await limit(database, ann, { chat_max_assign: 1, callback_max_assign: null });
    await startChats(engine, 70);
    const first = await database.knex('iwt_interaction').where({ type: 'callback' }).orderBy(['started_at', 'id']);
    engine.queues.wake(sales);
    await engine.until(async () => (await rowOf(database, first[0].id)).user === ann.id);
    expect(await has(database, ann)).toEqual({ chats: 1, callbacks: 1 });
    await engine.close();
  });

  it('wait outside the queue while they are scheduled or snoozed, and take nobody’s attention', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    const engine = await engineOn(database);
    const scheduled = await startCallback(engine, queueOf(sales), engine.clock.now() + 60_000);
    await engine.rest();
    expect(await rowOf(database, scheduled)).toMatchObject({ state: 'Scheduled', user: null });
    const taken = await startCallback(engine, queueOf(sales));
    await engine.until(async () => (await rowOf(database, taken)).user === ann.id);
    await move(engine, taken, 'Connected');
    await move(engine, taken, 'Snoozed');
    engine.queues.wakeAll();
    await engine.rest();
    expect(await rowOf(database, taken)).toMatchObject({ state: 'Snoozed', user: null });
    expect(await has(database, ann)).toEqual({ chats: 0, callbacks: 0 });
    expect(await engine.queues.query(queueOf(sales), 'callback')).toMatchObject({ agentsAvailable: 1 });

    // Back in the queue it has its old place: before whatever came after it.
    await move(engine, scheduled, 'Offering');
    await engine.until(async () => (await rowOf(database, scheduled)).user === ann.id);
    await move(engine, taken, 'Offering');
    await engine.rest();
    expect(await rowOf(database, taken)).toMatchObject({ state: 'Offering', user: null });
    await engine.close();
  });

  it('return when an agent does not answer or is gone, without a word to anybody', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { alertTimeout: 20 });
    const ann = await addAgent(database, 'ann', [sales], { idleSince: 1 });
    const bob = await addAgent(database, 'bob', [sales], { idleSince: 2 });
    const engine = await engineOn(database);
    const id = await startCallback(engine, queueOf(sales));
    await engine.until(async () => (await rowOf(database, id)).user === ann.id);
    engine.clock.advance(20_000);
    await engine.until(async () => (await rowOf(database, id)).user === bob.id);
    expect(await rowOf(database, id)).toMatchObject({ state: 'Alerting', lastAttempted: ann.id });
    expect(engine.statusChanges).toEqual([ann.id]);
    await move(engine, id, 'Connected');
    await database.knex('iwt_lease').update({ until: 0 });
    expect(await engine.queues.requeueFrom(bob.id)).toBe(1);
    expect(await rowOf(database, id)).toMatchObject({ state: 'Offering', user: null });
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
    const state = await engine.interactions.get(id);
    expect(state?.parties.map(({ kind, state: now }) => `${kind} ${now}`)).toEqual([
      'visitor active',
      'agent disconnected',
      'agent disconnected',
    ]);
    expect(await database.knex('iwt_interaction_event').where({ interaction_id: id, type: 'text' })).toEqual([]);
    expect(await engine.queues.serves(ann.id, queueOf(sales))).toBe(true);
    await engine.close();
  });

  it('of one user wait for that user', async () => {
    const database = await open();
    const ann = await addAgent(database, 'ann', []);
    const engine = await engineOn(database);
    const own = { type: 'User', id: ann.id, name: 'Ann' } as const;
    const ids = [await startCallback(engine, own), await startCallback(engine, own)];
    await engine.until(async () => (await has(database, ann)).callbacks === 1);
    await engine.rest();
    expect(await has(database, ann)).toEqual({ chats: 0, callbacks: 1 });
    for (const id of ids) {
      await engine.until(async () => (await rowOf(database, id)).user === ann.id);
      expect(await rowOf(database, id)).toMatchObject({ state: 'Alerting', user: ann.id });
      await move(engine, id, 'Disconnected');
    }
    await engine.close();
  });
});
