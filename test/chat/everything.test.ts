import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StartedChat } from '../../lib/chat/chat.ts';
import { IwtError } from '../../lib/errors.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { testClock } from '../support/clock.ts';
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { type Agent, addAgent, addWorkgroup, type Engine, engineOn, setStatus, turns } from './world.ts';

/** A visitor's client as it should be: it knows events by their number, and repeats what was not answered. */
interface Client extends StartedChat {
  readonly events: ChatEvent[];
  readonly answered: string[];
}

const limits = [1, 2, 4];

/** Visitors, agents and a server that is now and then shut down or killed. */
class World {
  engine: Engine;
  readonly clients: Client[] = [];
  readonly database: TestDatabase;
  readonly agents: readonly Agent[];
  private readonly abandoned: Engine[] = [];
  private texts = 0;

  constructor(database: TestDatabase, engine: Engine, agents: readonly Agent[]) {
    this.database = database;
    this.engine = engine;
    this.agents = agents;
  }

  async start(): Promise<void> {
    const started = await this.engine.chat.start({ target: 'Support', name: `Visitor ${this.clients.length}` });
    this.clients.push({ ...started, events: [], answered: [] });
  }

  /** Sends, and sends again with the same id as a client does whose answer got lost. */
  async send(client: Client): Promise<void> {
    const message = `text ${this.texts++}`;
    const input = { message, clientMessageId: message };
    const outcomes = await Promise.all([1, 2].map(() => allowed(this.engine.chat.send(client.participantId, input))));
    if (outcomes[0]) client.answered.push(message);
    expect(outcomes[1]?.sequenceNumber).toBe(outcomes[0]?.sequenceNumber);
  }

  async poll(client: Client): Promise<void> {
    const poll = await allowed((async () => this.engine.chat.poll(client.participantId))());
    poll?.settle?.(true);
    for (const event of poll?.events ?? []) {
      expect(event.sequenceNumber).toBeLessThanOrEqual(client.events.length);
      if (event.sequenceNumber === client.events.length) client.events.push(event);
      else expect(client.events[event.sequenceNumber]).toEqual(event);
    }
  }

  /** One of the agent's own, in the state asked for. */
  async own(agent: Agent, state: string): Promise<string | undefined> {
    const row = await this.database.knex('iwt_interaction').where({ user_id: agent.id, state }).first('id');
    return row?.id;
  }

  async agentDoes(agent: Agent, what: string): Promise<void> {
    const { chat, queues } = this.engine;
    const [alerting, connected, held] = [
      await this.own(agent, 'Alerting'),
      await this.own(agent, 'Connected'),
      await this.own(agent, 'Held'),
    ];
    if (what === 'pickup' && alerting) await allowed(chat.pickup(agent, alerting));
    if (what === 'say' && connected) await allowed(chat.sendAsAgent(agent, connected, { text: 'answer' }));
    if (what === 'hold' && connected) await allowed(chat.hold(agent, connected));
    if (what === 'resume' && held) await allowed(chat.resume(agent, held));
    if (what === 'hangup' && connected) await allowed(chat.disconnect(agent, connected));
    if (what === 'vanish') {
      await this.database.knex('iwt_lease').where({ user_id: agent.id }).update({ until: 0 });
      await queues.requeueFrom(agent.id);
    }
    if (what === 'return') {
      await this.database.knex('iwt_lease').where({ user_id: agent.id }).update({ until: 1e15 });
      await setStatus(this.database, agent, 'Available', this.engine.clock.now());
      queues.wakeAgent(agent.id);
    }
  }

  async restart(kill: boolean): Promise<void> {
    // A killed server's clock stands still, so nothing of it happens any more.
    if (kill) this.abandoned.push(this.engine);
    else await this.engine.close();
    this.engine = await engineOn(this.database, { clock: testClock(this.engine.clock.now()) });
  }

  /** No agent has more than he may, and the rows say what the journal says. */
  async check(): Promise<void> {
    await this.engine.rest();
    const rows: { id: string; user_id: string | null; state: string }[] = await this.database.knex('iwt_interaction');
    this.agents.forEach((agent, index) => {
      const mine = rows.filter((row) => row.user_id === agent.id && row.state !== 'Disconnected');
      expect(mine.length).toBeLessThanOrEqual(limits[index] ?? 0);
    });
    for (const row of rows) {
      const state = await this.engine.interactions.get(row.id);
      expect([state?.state, state?.user]).toEqual([row.state, row.user_id]);
    }
  }

  async finish(): Promise<void> {
    await this.restart(false);
    await this.check();
    for (const client of this.clients) {
      await this.poll(client);
      const sent = client.events.flatMap((event) =>
        event.type === 'text' && event.participantType === 'WebUser' ? [event.value] : [],
      );
      expect(sent).toEqual(client.answered);
      const ends = client.events.filter(
        (event) =>
          event.type === 'participantStateChanged' &&
          event.participantID === client.participantId &&
          event.state === 'disconnected',
      );
      const ended = (await this.engine.interactions.get(client.interaction))?.endedAt !== null;
      expect(ends).toEqual(ended ? [client.events.at(-1)] : []);
    }
    for (const engine of [...this.abandoned, this.engine]) await engine.close();
  }
}

/** What the rules refuse is no failure of theirs. */
async function allowed<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof IwtError && ['interaction.state', 'forbidden', 'session.unknown'].includes(error.code)) return;
    throw error;
  }
}

const act = fc.record({
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constant('start') },
    { weight: 8, arbitrary: fc.constantFrom('send', 'poll', 'pickup', 'say') },
    { weight: 4, arbitrary: fc.constantFrom('hold', 'resume', 'hangup', 'exit', 'return', 'second', 'alert') },
    { weight: 1, arbitrary: fc.constantFrom('vanish', 'restart', 'kill') },
  ),
  who: fc.nat(20),
});

async function play(world: World, what: string, who: number): Promise<void> {
  const client = world.clients[who % Math.max(1, world.clients.length)];
  const agent = world.agents[who % world.agents.length] as Agent;
  if (what === 'start') await world.start();
  else if (what === 'send' && client) await world.send(client);
  else if (what === 'poll' && client) await world.poll(client);
  else if (what === 'exit' && client) await allowed(world.engine.chat.exit(client.participantId));
  else if (what === 'second') world.engine.clock.advance(1000);
  else if (what === 'alert') {
    world.engine.clock.advance(31_000);
    await turns();
  } else if (what === 'restart' || what === 'kill') await world.restart(what === 'kill');
  else await world.agentDoes(agent, what);
}

describe('visitors, agents and a server that falls', () => {
  it('lose nothing, double nothing, and overload nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
        const database = await sqliteDatabase();
        const support = await addWorkgroup(database, 'Support');
        const agents = await Promise.all(
          limits.map((maxAssign, index) => addAgent(database, `agent${index}`, [support], { maxAssign, lease: 1e15 })),
        );
        const world = new World(database, await engineOn(database), agents);
        for (const { what, who } of acts) {
          await play(world, what, who);
          await world.check();
        }
        await world.finish();
        await database.drop();
      }),
      { numRuns: 25 },
    );
  });
});
