import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentActor, StartedChat } from '../../lib/chat/chat.ts';
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { type Agent, addAgent, addWorkgroup, type Engine, engineOn, receive, rowOf, told } from './world.ts';

type Act = (actor: AgentActor, id: string) => Promise<unknown>;

describe("the agent's desk", () => {
  let database: TestDatabase;
  let engine: Engine;
  let people: Record<'ann' | 'bob' | 'stranger' | 'boss', Agent>;
  let acts: Record<'pickup' | 'hold' | 'resume' | 'disconnect' | 'send' | 'typing', Act>;

  beforeAll(async () => {
    database = await sqliteDatabase();
    const sales = await addWorkgroup(database, 'Sales');
    const support = await addWorkgroup(database, 'Support');
    const lunch = { status: 'At lunch' };
    people = {
      ann: await addAgent(database, 'ann', [sales], lunch),
      bob: await addAgent(database, 'bob', [sales], lunch),
      stranger: await addAgent(database, 'stranger', [support], lunch),
      boss: await addAgent(database, 'boss', [], { ...lunch, role: 'supervisor' }),
    };
    engine = await engineOn(database);
    const { chat } = engine;
    acts = {
      pickup: chat.pickup,
      hold: chat.hold,
      resume: chat.resume,
      disconnect: chat.disconnect,
      send: (actor, id) => chat.sendAsAgent(actor, id, { text: 'hello' }),
      typing: (actor, id) => chat.typingAsAgent(actor, id, true),
    };
  });

  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  async function waiting(): Promise<StartedChat> {
    return engine.chat.start({ target: 'Sales', name: 'Mary' });
  }

  /** What each act comes to: `done`, or the code of the refusal. Acts that would change something come last. */
  async function outcomes(actor: AgentActor, id: string, names: readonly (keyof typeof acts)[]): Promise<string[]> {
    const results = [];
    for (const name of names) {
      results.push(
        await acts[name](actor, id).then(
          () => 'done',
          (error: { code: string }) => error.code,
        ),
      );
    }
    return results;
  }

  it('opens a waiting chat to the members of its queue, and to supervisors only its end', async () => {
    const { interaction } = await waiting();
    const { ann, stranger, boss } = people;
    const others = ['hold', 'resume', 'send', 'typing'] as const;
    expect(await outcomes(stranger, interaction, ['pickup', ...others, 'disconnect'])).toEqual(
      Array(6).fill('forbidden'),
    );
    expect(await outcomes(boss, interaction, ['pickup', ...others])).toEqual(Array(5).fill('forbidden'));
    expect(await outcomes(ann, interaction, [...others, 'disconnect'])).toEqual(Array(5).fill('forbidden'));
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    expect(await outcomes(ann, interaction, ['pickup', 'pickup'])).toEqual(['done', 'done']);
    expect(await outcomes(boss, interaction, ['disconnect', 'disconnect'])).toEqual(['done', 'done']);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Disconnected', end: 'LocalDisconnect' });
  });

  it('is closed to colleagues while somebody has the chat, and to everybody after the end', async () => {
    const { interaction } = await waiting();
    const { ann, bob } = people;
    await engine.chat.pickup(ann, interaction);
    expect(await outcomes(bob, interaction, ['pickup', 'hold', 'resume', 'send', 'typing', 'disconnect'])).toEqual([
      'interaction.state',
      ...Array(5).fill('forbidden'),
    ]);
    expect(
      await outcomes(ann, interaction, ['resume', 'hold', 'hold', 'send', 'typing', 'pickup', 'disconnect']),
    ).toEqual(Array(7).fill('done'));
    expect(await outcomes(ann, interaction, ['pickup', 'hold', 'resume', 'send', 'typing'])).toEqual(
      Array(5).fill('interaction.state'),
    );
    expect(await outcomes(ann, interaction, ['disconnect'])).toEqual(['done']);
    expect(await outcomes(bob, interaction, ['send'])).toEqual(['forbidden']);
  });

  it('lets a colleague take a chat that alerts another', async () => {
    const { interaction, participantId } = await waiting();
    const { ann, bob } = people;
    await database.knex('iwt_user').where({ id: ann.id }).update({ status_id: 'Available' });
    engine.queues.wakeAgent(ann.id);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Alerting');
    await database.knex('iwt_user').where({ id: ann.id }).update({ status_id: 'At lunch' });
    expect(await outcomes(ann, interaction, ['send', 'typing', 'hold'])).toEqual(Array(3).fill('interaction.state'));
    await receive(engine.chat, participantId);
    await engine.chat.pickup(bob, interaction);
    expect(told(await receive(engine.chat, participantId))).toEqual([
      'ann Example disconnected',
      'bob Example active',
      'CIC: bob Example has joined the conversation.',
    ]);
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
  });

  it('knows no chat that is not there', async () => {
    const names = ['pickup', 'hold', 'resume', 'send', 'typing', 'disconnect'] as const;
    for (const id of ['9999999999', '', "' or 1=1"]) {
      expect(await outcomes(people.ann, id, names)).toEqual(Array(6).fill('interaction.unknown'));
    }
  });

  it('refuses texts that say nothing or too much', async () => {
    const { interaction } = await waiting();
    await engine.chat.pickup(people.ann, interaction);
    const send = (text: string, clientMessageId?: string) =>
      engine.chat.sendAsAgent(people.ann, interaction, { text, clientMessageId });
    await expect(send(' ')).rejects.toMatchObject({ code: 'request.missing-data' });
    await expect(send('x'.repeat(8001))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(send('x', 'y'.repeat(65))).rejects.toMatchObject({ code: 'request.invalid' });
    expect(await send('x'.repeat(8000), 'y'.repeat(64))).toMatchObject({ repeated: false });
  });
});
