import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { type Database, openDatabase } from '../../lib/database/connect.ts';
import { IwtError } from '../../lib/errors.ts';
import { type Agent, addAgent, addWorkgroup, type Engine, engineOn } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, type OpenTestDatabase, silentLog } from '../support/databases.ts';

const chats = 50;

/** Agents of every kind of limit; together they have room for fewer chats than come. */
async function staff(database: Database, sales: string, support: string): Promise<Agent[]> {
  const limits = [{}, { maxAssign: 1 }, { maxAssign: 2 }, { utilization: 50 }, { utilization: 34, maxAssign: 9 }];
  return Promise.all(
    Array.from({ length: 10 }, (_, number) =>
      addAgent(database, `agent${number}`, number % 2 ? [sales] : [sales, support], limits[number % limits.length]),
    ),
  );
}

const roomOf = (number: number) => [4, 1, 2, 2, 2][number % 5] ?? 0;

/** Every agent's limit holds in the rows and in the journals, and no chat is with two agents. */
async function check(database: Database, agents: readonly Agent[], engine: Engine, assignedOnly: boolean) {
  const rows: { id: string; user_id: string | null; state: string }[] = await database.knex('iwt_interaction');
  agents.forEach((agent, number) => {
    const mine = rows.filter((row) => row.user_id === agent.id && row.state !== 'Disconnected');
    if (assignedOnly) expect(mine.length).toBeLessThanOrEqual(roomOf(number));
  });
  for (const row of rows) {
    // Without a bus, another node's changes become known here a little later.
    await engine.until(async () => (await engine.interactions.get(row.id))?.state === row.state);
    const state = await engine.interactions.get(row.id);
    expect({ user: state?.user, state: state?.state }).toEqual({ user: row.user_id, state: row.state });
    const sitting = state?.parties.filter((party) => party.kind === 'agent' && party.state !== 'disconnected') ?? [];
    expect(sitting.map((party) => party.user)).toEqual(
      row.user_id && row.state !== 'Disconnected' ? [row.user_id] : [],
    );
  }
  return rows;
}

async function assigned(database: Database): Promise<number> {
  return (await database.knex('iwt_interaction').whereIn('state', ['Alerting', 'Connected'])).length;
}

/** Many chats at once, agents who take them as they come, and others who grab what they see; on any number of engines. */
async function rush(database: Database, engines: readonly Engine[]): Promise<void> {
  const at = (index: number) => engines[index % engines.length] as Engine;
  const sales = await addWorkgroup(database, 'Sales');
  const support = await addWorkgroup(database, 'Support');
  const agents = await staff(database, sales, support);
  const room = agents.reduce((sum, _, number) => sum + roomOf(number), 0);
  const started = await Promise.all(
    Array.from({ length: chats }, (_, number) =>
      at(number).chat.start({ target: number % 3 ? 'Sales' : 'Support', name: `Visitor ${number}` }),
    ),
  );
  await at(0).until(async () => (await assigned(database)) >= room);
  for (const engine of engines) await engine.rest();
  const rows = await check(database, agents, at(0), true);
  expect(rows.filter((row) => row.state === 'Alerting')).toHaveLength(room);

  // Everybody picks up what alerts him, and ends it, while three colleagues reach for the same chats.
  const outcomes = await Promise.all(
    started.flatMap(({ interaction }, number) =>
      agents.slice(0, 3).map(async (agent, other) => {
        const { chat } = at(number + other);
        try {
          await chat.pickup(agent, interaction);
          return { interaction, agent, chat };
        } catch (error) {
          const code = error instanceof IwtError ? error.code : error;
          expect(['interaction.state', 'forbidden']).toContain(code);
          return undefined;
        }
      }),
    ),
  );
  const winners = outcomes.filter((one) => one !== undefined);
  expect(new Set(winners.map((one) => one.interaction)).size).toBe(winners.length);
  for (const engine of engines) await engine.rest();
  await check(database, agents, at(0), false);
  await Promise.all(winners.map(({ agent, chat, interaction }) => chat.disconnect(agent, interaction)));
  await at(0).until(async () => (await assigned(database)) >= Math.min(room, chats - winners.length));
  for (const engine of engines) await engine.rest();
  await check(database, agents, at(0), true);
  expect(await assigned(database)).toBe(Math.min(room, chats - winners.length));
}

describeEachDatabase('a rush of chats', (open: OpenTestDatabase) => {
  it('never overloads an agent and leaves nobody waiting for nothing', async () => {
    const database = await open();
    const engine = await engineOn(database);
    await rush(database, [engine]);
    await engine.close();
  });

  it('gives a chat to one of two agents who pick it up at once', async () => {
    const database = await open();
    const engine = await engineOn(database);
    const sales = await addWorkgroup(database, 'Sales');
    const agents = await Promise.all(
      ['ann', 'bob', 'cid'].map((name) => addAgent(database, name, [sales], { status: 'At lunch' })),
    );
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    const outcomes = await Promise.allSettled(agents.map((agent) => engine.chat.pickup(agent, interaction)));
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'interaction.state' });
    }
    await engine.close();
  });
});

describeMariadb('a rush of chats on two nodes', (open) => {
  for (const bus of ['with a bus', 'without a bus']) {
    it(`never overloads an agent ${bus}`, async () => {
      const database = await open();
      const other = openDatabase({ url: database.url, connections: 5 }, { log: silentLog });
      const hub = bus === 'with a bus' ? createLocalHub() : undefined;
      const clock = testClock();
      const first = await engineOn(database, { clock, ...(hub ? { hub } : {}) });
      const second = await engineOn(other, { clock, ...(hub ? { hub } : {}) });
      const follow = setInterval(() => clock.advance(100), 5);
      await rush(database, [first, second]).finally(() => clearInterval(follow));
      await first.close();
      await second.close();
      await other.close();
    });
  }
});
