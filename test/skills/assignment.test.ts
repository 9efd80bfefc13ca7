import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { type Database, openDatabase } from '../../lib/database/connect.ts';
import { callbacksOn, request } from '../callback/world.ts';
import { type Agent, addAgent, addWorkgroup, type Engine, engineOn, rowOf, setStatus } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, silentLog } from '../support/databases.ts';

const by = 'test';
const second = 1_000;

/** Skills law and tax, which pages call Law (from proficiency 50) and Tax. */
async function school(engine: Engine): Promise<void> {
  const { skills } = engine;
  for (const name of ['law', 'tax']) await skills.add(name, by);
  await skills.map('ININ_Product', { external: 'Law', skill: 'law', minimum: 50 }, by);
  await skills.map('ININ_Product', { external: 'Tax', skill: 'tax', minimum: 1 }, by);
}

async function teach(engine: Engine, agent: Agent, skill: string, proficiency: number): Promise<void> {
  await engine.skills.assign(skill, { kind: 'user', name: agent.username }, { proficiency }, by);
}

async function start(engine: Engine, context?: string, name = 'Mary'): Promise<string> {
  const routingContexts = context === undefined ? [] : [{ category: 'Product', context }];
  return (await engine.chat.start({ target: 'Sales', name, routingContexts })).interaction;
}

const lines = async ({ knex }: Database): Promise<string[]> => knex('iwt_skill_wait').pluck('interaction_id');

async function isWith(engine: Engine, database: Database, interaction: string, agent: Agent): Promise<void> {
  const user = async () => (await rowOf(database, interaction)).user;
  await engine.until(async () => (await user()) === agent.id);
  expect(await user()).toBe(agent.id);
}

describeEachDatabase('a chat that needs a skill', (open) => {
  it('waits for an agent who has enough of it, and holds up nobody else', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [sales]);
    await teach(engine, ann, 'law', 49);
    const law = await start(engine, 'Law');
    engine.clock.advance(10);
    const plain = await start(engine);
    await isWith(engine, database, plain, ann);
    await engine.rest();
    expect(await rowOf(database, law)).toMatchObject({ state: 'Offering', user: null });
    expect(await lines(database)).toEqual([law]);
    const state = await engine.interactions.get(law);
    expect(state?.attributes).toMatchObject({
      Eic_AcdSkillSet: 'law',
      RoutingContexts: expect.stringContaining('<Context>Law</Context><Category>Product</Category>'),
    });
    await teach(engine, ann, 'law', 50);
    await isWith(engine, database, law, ann);
    expect(await lines(database)).toEqual([]);
    await engine.close();
  });

  it('goes to the agent whose skill and time available are worth most', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { maxAssign: 1 });
    const engine = await engineOn(database);
    await school(engine);
    const now = engine.clock.now();
    const ann = await addAgent(database, 'ann', [sales], { idleSince: now - 60 * second, status: 'At lunch' });
    const bob = await addAgent(database, 'bob', [sales], { idleSince: now - 10 * second, status: 'At lunch' });
    await teach(engine, ann, 'law', 50);
    await teach(engine, bob, 'law', 99);
    await teach(engine, ann, 'tax', 30);
    await teach(engine, bob, 'tax', 70);
    const first = await start(engine, 'Tax');
    await engine.rest();
    await database.knex('iwt_user').update({ status_id: 'Available' });
    engine.queues.wake(sales);
    // 30 + 60 against 70 + 10.
    await isWith(engine, database, first, ann);
    await engine.chat.pickup(ann, first);
    await engine.chat.disconnect(ann, first);
    engine.clock.advance(20 * second);
    const next = await start(engine, 'Law');
    // 50 + 20 against 99 + 30.
    await isWith(engine, database, next, bob);
    await engine.close();
  });

  it('goes before others by its score when an agent becomes free', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { maxAssign: 1 });
    const engine = await engineOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [sales], { status: 'At lunch' });
    await teach(engine, ann, 'law', 70);
    const old = await start(engine);
    engine.clock.advance(60 * second);
    const law = await start(engine, 'Law');
    engine.skills.hooks.CustomACDGetSkills = () => ({ priority: 200 });
    engine.clock.advance(5 * second);
    const urgent = await start(engine);
    await engine.rest();
    await setStatus(database, ann, 'Available');
    const order: string[] = [];
    for (let round = 0; round < 3; round++) {
      engine.queues.wakeAgent(ann.id);
      const alerting = () => database.knex('iwt_interaction').where({ state: 'Alerting' }).first('id');
      await engine.until(async () => (await alerting()) !== undefined);
      const { id } = await alerting();
      order.push(id);
      await engine.chat.pickup(ann, id);
      await engine.chat.disconnect(ann, id);
      await engine.rest();
    }
    expect(order).toEqual([urgent, law, old]);
    await engine.close();
  });

  it('comes back to its line when nobody answers, and leaves it when it ends', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { alertTimeout: 5 });
    const engine = await engineOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [sales]);
    await teach(engine, ann, 'law', 80);
    const { interaction, participantId } = await engine.chat.start({
      target: 'Sales',
      name: 'Mary',
      routingContexts: [{ category: 'product', context: 'law' }],
    });
    await isWith(engine, database, interaction, ann);
    engine.clock.advance(5 * second);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    const row = await database.knex('iwt_skill_wait').where({ interaction_id: interaction }).first();
    expect(row).toMatchObject({ queue_id: sales, type: 'chat', priority: 50, last_attempted: ann.id });
    await engine.chat.exit(participantId);
    expect(await lines(database)).toEqual([]);
    await engine.close();
  });

  it('may be taken by hand by whoever serves the queue', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [sales]);
    const law = await start(engine, 'Law');
    await engine.rest();
    await engine.chat.pickup(ann, law);
    expect(await rowOf(database, law)).toMatchObject({ state: 'Connected', user: ann.id });
    expect(await lines(database)).toEqual([]);
    await engine.close();
  });

  it('needs a skill no longer that was removed', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [sales]);
    const law = await start(engine, 'Law');
    await engine.rest();
    expect(await rowOf(database, law)).toMatchObject({ state: 'Offering' });
    await engine.skills.remove('law', by);
    await isWith(engine, database, law, ann);
    await engine.close();
  });

  it('goes to anybody once its workgroup says it has waited long enough, also after a restart', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const clock = testClock();
    const first = await engineOn(database, { clock });
    await school(first);
    const ann = await addAgent(database, 'ann', [sales]);
    const never = await start(first, 'Law');
    await first.rest();
    clock.advance(240 * second);
    await first.rest();
    expect(await rowOf(database, never)).toMatchObject({ state: 'Offering' });
    await database.knex('iwt_workgroup').where({ id: sales }).update({ skill_relax_s: 20 });
    first.queues.wake(sales);
    await isWith(first, database, never, ann);
    const law = await start(first, 'Law');
    const timer = () => database.knex('iwt_timer').where({ kind: 'relax' }).first();
    await first.until(async () => (await timer()) !== undefined);
    expect(Number((await timer()).due_at)).toBe(clock.now() + 20 * second);
    await first.close();
    const engine = await engineOn(database, { clock });
    clock.advance(19_999);
    await engine.rest();
    expect(await rowOf(database, law)).toMatchObject({ state: 'Offering' });
    // No look at all queues falls into this moment.
    clock.advance(1);
    await isWith(engine, database, law, ann);
    await engine.until(async () => (await timer()) === undefined);
    await engine.close();
  });

  it('is found behind any number of others that wait for something else', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    await school(engine);
    await Promise.all(Array.from({ length: 150 }, (_, number) => start(engine, 'Law', `${number}`)));
    engine.clock.advance(second);
    const tax = await start(engine, 'Tax');
    const plain = await start(engine);
    const ann = await addAgent(database, 'ann', [sales]);
    await teach(engine, ann, 'tax', 1);
    await isWith(engine, database, tax, ann);
    await isWith(engine, database, plain, ann);
    await engine.close();
  });
});

describeEachDatabase('a callback that needs a skill', (open) => {
  it('tells how many agents have it, and goes to one of them', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const engine = await callbacksOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [support]);
    const bob = await addAgent(database, 'bob', [support], { status: 'At lunch' });
    await addAgent(database, 'cid', [support], { idleSince: 1 });
    await teach(engine, bob, 'law', 90);
    const routingContexts = [{ category: 'Product', context: 'Law' }];
    const { interaction, participantId } = await engine.callbacks.create(request({ routingContexts }));
    const plain = await engine.callbacks.create(request({ telephone: '030 7654321' }));
    await engine.rest();
    const counts = async (id: string) => {
      const { agentsLoggedIn, agentsAvailable } = await engine.callbacks.status(id);
      return [agentsLoggedIn, agentsAvailable];
    };
    expect(await counts(participantId)).toEqual([1, 0]);
    expect((await counts(plain.participantId))[0]).toBe(3);
    await teach(engine, ann, 'law', 50);
    await isWith(engine, database, interaction, ann);
    await engine.callbacks.pickup(ann, interaction);
    await engine.callbacks.act(ann, interaction, { action: 'retryLater', minutes: 1 });
    expect(await lines(database)).toEqual([]);
    await database.knex('iwt_user').where({ id: ann.id }).update({ status_id: 'At lunch' });
    await engine.pass(60 * second);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    expect(await lines(database)).toEqual([interaction]);
    expect(await counts(participantId)).toEqual([2, 0]);
    await setStatus(database, bob, 'Available');
    engine.queues.wakeAgent(bob.id);
    await isWith(engine, database, interaction, bob);
    await engine.close();
  });

  it('counts its time for the minima from when it came into the queue', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    await database.knex('iwt_workgroup').where({ id: support }).update({ skill_relax_s: 60 });
    const engine = await callbacksOn(database);
    await school(engine);
    const ann = await addAgent(database, 'ann', [support]);
    const later = new Date(engine.clock.now() + 600 * second).toISOString();
    const routingContexts = [{ category: 'Product', context: 'Law' }];
    const wanted = request({ routingContexts, preferredTime: later });
    const { interaction, participantId } = await engine.callbacks.create(wanted);
    await engine.pass(600 * second);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    engine.clock.advance(59 * second);
    await engine.rest();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    expect(await engine.callbacks.status(participantId)).toMatchObject({ agentsLoggedIn: 0, agentsAvailable: 0 });
    engine.clock.advance(second);
    await isWith(engine, database, interaction, ann);
    await engine.until(async () => (await engine.callbacks.status(participantId)).agentsLoggedIn === 1);
    expect(await engine.callbacks.status(participantId)).toMatchObject({ agentsLoggedIn: 1 });
    await engine.close();
  });
});

const needs = ['Law', 'Tax', undefined] as const;

/** Chats of all kinds at once, on any number of nodes: each agent gets what he can do, up to his limit, and nothing else. */
async function rush(database: Database, engines: readonly Engine[]): Promise<void> {
  const at = (index: number) => engines[index % engines.length] as Engine;
  const sales = await addWorkgroup(database, 'Sales', { maxAssign: 3 });
  await school(at(0));
  const agents: Agent[] = [];
  for (let number = 0; number < 6; number++) agents.push(await addAgent(database, `agent${number}`, [sales]));
  const lawyers = new Set(agents.slice(0, 2).map(({ id }) => id));
  const advisers = new Set(agents.slice(1, 3).map(({ id }) => id));
  for (const agent of agents.slice(0, 2)) await teach(at(0), agent, 'law', 60);
  for (const agent of agents.slice(1, 3)) await teach(at(0), agent, 'tax', 60);
  await teach(at(0), agents[5] as Agent, 'law', 49);
  const started = await Promise.all(
    Array.from({ length: 36 }, async (_, number) => {
      const need = needs[number % 3];
      return { need, id: await start(at(number), need, `${number}`) };
    }),
  );
  const rows = async (): Promise<{ id: string; user_id: string }[]> =>
    database.knex('iwt_interaction').where({ state: 'Alerting' }).select('id', 'user_id');
  await at(0).until(async () => (await rows()).length === 18);
  for (const engine of engines) await engine.rest();
  const given = await rows();
  expect(given).toHaveLength(18);
  for (const agent of agents) expect(given.filter((row) => row.user_id === agent.id)).toHaveLength(3);
  for (const { need, id } of started) {
    const user = given.find((row) => row.id === id)?.user_id;
    if (user === undefined) continue;
    if (need === 'Law') expect(lawyers).toContain(user);
    if (need === 'Tax') expect(advisers).toContain(user);
  }
  const waiting = started.filter(({ need, id }) => need !== undefined && !given.some((row) => row.id === id));
  expect((await lines(database)).sort()).toEqual(waiting.map(({ id }) => id).sort());
}

describeEachDatabase('a rush of chats that need skills', (open) => {
  it('gives nobody what he cannot do, or more than he may have', async () => {
    const database = await open();
    const engine = await engineOn(database);
    await rush(database, [engine]);
    await engine.close();
  });
});

describeMariadb('a rush of chats that need skills on two nodes', (open) => {
  for (const bus of ['with a bus', 'without a bus']) {
    it(`gives nobody what he cannot do, or more than he may have, ${bus}`, async () => {
      const database = await open();
      const other = openDatabase({ url: database.url, connections: 5 }, { log: silentLog });
      const hub = bus === 'with a bus' ? { hub: createLocalHub() } : {};
      const clock = testClock();
      const first = await engineOn(database, { clock, ...hub });
      const second = await engineOn(other, { clock, ...hub });
      const follow = setInterval(() => clock.advance(100), 5);
      await rush(database, [first, second]).finally(() => clearInterval(follow));
      await first.close();
      await second.close();
      await other.close();
    });
  }
});
