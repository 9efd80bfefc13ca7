import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { type Database, openDatabase } from '../../lib/database/connect.ts';
import { type Agent, addAgent, addWorkgroup, type Engine, engineOn } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, silentLog } from '../support/databases.ts';
import { has, limit, move, queueOf, startCallback } from './callbacks.ts';

const each = 20;
/** Nobody answers here, and the clock runs. */
const patient = { alertTimeout: 3_600 };

/** Most chats, most callbacks, percent per chat and per callback. */
const kinds: readonly (readonly [number, number, number, number])[] = [
  [4, 1, 25, 50],
  [2, 2, 25, 25],
  [0, 3, 25, 30],
  [3, 0, 40, 50],
  [1, 1, 60, 60],
];

async function staff(database: Database, workgroups: readonly string[]): Promise<Agent[]> {
  return Promise.all(
    kinds.map(async ([chats, callbacks, perChat, perCallback], number) => {
      const agent = await addAgent(database, `agent${number}`, workgroups, { maxAssign: chats, utilization: perChat });
      await limit(database, agent, { callback_max_assign: callbacks, callback_utilization: perCallback });
      return agent;
    }),
  );
}

/** No agent is above one of his limits, and none of those who have room for what waits is left out. */
async function check(database: Database, agents: readonly Agent[]): Promise<void> {
  const waits = async (type: string) =>
    (await database.knex('iwt_interaction').where({ state: 'Offering', type }).first('id')) !== undefined;
  const waiting = { chat: await waits('chat'), callback: await waits('callback') };
  for (const [index, agent] of agents.entries()) {
    const [mostChats, mostCallbacks, perChat, perCallback] = kinds[index] as (typeof kinds)[number];
    const { chats, callbacks } = await has(database, agent);
    const load = chats * perChat + callbacks * perCallback;
    expect(chats).toBeLessThanOrEqual(mostChats);
    expect(callbacks).toBeLessThanOrEqual(mostCallbacks);
    expect(load).toBeLessThanOrEqual(100);
    if (waiting.chat) expect(chats < mostChats && load + perChat <= 100).toBe(false);
    if (waiting.callback) expect(callbacks < mostCallbacks && load + perCallback <= 100).toBe(false);
  }
}

async function open(database: Database): Promise<number> {
  return (await database.knex('iwt_interaction').whereNot({ state: 'Disconnected' })).length;
}

/** Chats and callbacks at once on any number of engines; whatever was assigned ends, until nothing is left. */
async function rush(database: Database, engines: readonly Engine[]): Promise<void> {
  const at = (index: number) => engines[index % engines.length] as Engine;
  const sales = await addWorkgroup(database, 'Sales', patient);
  const support = await addWorkgroup(database, 'Support', patient);
  const agents = await staff(database, [sales, support]);
  await Promise.all(
    Array.from({ length: each }, (_, number) => [
      at(number).chat.start({ target: number % 3 ? 'Sales' : 'Support', name: `${number}` }),
      startCallback(at(number + 1), queueOf(number % 3 ? support : sales)),
    ]).flat(),
  );
  const settled = async () => {
    for (const engine of engines) await engine.rest();
    // What one engine left because another was at it, a wake-up of its own finds.
    at(0).queues.wakeAll();
    for (const engine of engines) await engine.rest();
  };
  for (let round = 0; round < 2 * each && (await open(database)) > 0; round++) {
    await settled();
    await check(database, agents);
    const assigned: { id: string }[] = await database.knex('iwt_interaction').where({ state: 'Alerting' }).limit(6);
    expect(assigned.length).toBeGreaterThan(0);
    await Promise.all(assigned.map(({ id }, index) => move(at(index), id, 'Disconnected')));
  }
  expect(await open(database)).toBe(0);
}

describeEachDatabase('a rush of chats and callbacks', (openDatabaseOfTest) => {
  it('overloads no agent with either, and starves neither', async () => {
    const database = await openDatabaseOfTest();
    const engine = await engineOn(database);
    await rush(database, [engine]);
    await engine.close();
  });
});

describeMariadb('a rush of chats and callbacks on two nodes', (openDatabaseOfTest) => {
  it('overloads no agent with either, and starves neither', async () => {
    const database = await openDatabaseOfTest();
    const other = openDatabase({ url: database.url, connections: 5 }, { log: silentLog });
    const hub = createLocalHub();
    const clock = testClock();
    const engines = [await engineOn(database, { clock, hub }), await engineOn(other, { clock, hub })];
    const follow = setInterval(() => clock.advance(100), 5);
    await rush(database, engines).finally(() => clearInterval(follow));
    for (const engine of engines) await engine.close();
    await other.close();
  });
});
