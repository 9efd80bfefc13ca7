import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, addAgent, addWorkgroup } from '../chat/world.ts';
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { type CallbackEngine, callbacksOn, outcome, request } from './world.ts';

const minute = 60_000;

describe('what a visitor sees of his callback', () => {
  let database: TestDatabase;
  let engine: CallbackEngine;
  let ann: Agent;
  let queries: number;
  let telephone: number;

  beforeEach(async () => {
    queries = 0;
    telephone = 30_333_3000;
    database = await sqliteDatabase();
    const support = await addWorkgroup(database, 'Support');
    ann = await addAgent(database, 'ann', [support], { status: 'Gone home' });
    engine = await callbacksOn(database);
    database.knex.on('query', () => {
      queries += 1;
    });
  });

  afterEach(async () => {
    await engine.close();
    await database.drop();
  });

  function create(more = {}) {
    telephone += 1;
    return engine.callbacks.create(request({ telephone: `0${telephone}`, ...more }));
  }

  it('is where he stands, from the documented values', async () => {
    const { callbacks } = engine;
    const [first, second] = [await create(), await create()];
    await engine.pass(2 * minute);
    expect(await callbacks.status(first.participantId)).toMatchObject({ position: 1, averageWait: null, waiting: 2 });
    expect((await callbacks.status(first.participantId)).estimatedWait).toBeNull();
    await callbacks.pickup(ann, first.interaction);
    expect(await callbacks.status(first.participantId)).toMatchObject({
      state: 'connected',
      position: null,
      agent: { name: 'ann Example', userId: ann.id },
    });
    const third = await create({ telephone: '', email: 'mary@example.org' });
    await engine.pass(minute);
    expect(await callbacks.status(second.participantId)).toEqual({
      interaction: second.interaction,
      number: second.number,
      state: 'waiting',
      subject: 'Invoice 4711',
      telephone: '+•••••••••02',
      email: null,
      until: null,
      timeZone: null,
      startedAt: engine.clock.now() - 3 * minute,
      agent: null,
      queueName: 'Support',
      position: 1,
      averageWait: 120,
      longestWait: 180,
      // He has waited longer than the average already.
      estimatedWait: 0,
      waiting: 2,
      agentsLoggedIn: 1,
      agentsAvailable: 0,
    });
    expect(await callbacks.status(third.participantId)).toMatchObject({
      telephone: null,
      email: 'm•••@example.org',
      position: 2,
      estimatedWait: 2 * 120 - 60,
    });
    for (const { participantId } of [first, second, third]) await callbacks.cancel(participantId);
  });

  it('comes from memory for some seconds, unless the callback changes', async () => {
    const { callbacks, parameters } = engine;
    const { participantId, interaction } = await create();
    const seen = await callbacks.status(participantId);
    const before = queries;
    for (let times = 0; times < 100; times++) expect(await callbacks.status(participantId)).toBe(seen);
    engine.clock.advance(4_999);
    expect(await callbacks.status(participantId)).toBe(seen);
    expect(queries).toBe(before);
    engine.clock.advance(1);
    const later = await callbacks.status(participantId);
    expect(later).not.toBe(seen);
    await callbacks.pickup(ann, interaction);
    expect((await callbacks.status(participantId)).state).toBe('connected');
    parameters.fresh = 0;
    expect(await callbacks.status(participantId)).not.toBe(await callbacks.status(participantId));
    parameters.fresh = 5;
    await callbacks.cancel(participantId);
  });

  it('names its agent, himself and the system, and nobody else', async () => {
    const { callbacks } = engine;
    const { participantId, interaction } = await create();
    await callbacks.pickup(ann, interaction);
    const { agent } = await callbacks.status(participantId);
    const info = (id: string) => callbacks.partyInfo(participantId, id);
    expect(await info(agent?.participantId.toUpperCase() ?? '')).toEqual({ name: 'ann Example', userId: ann.id });
    expect(await info(participantId)).toEqual({ name: 'Mary' });
    const other = await create();
    expect(await outcome(info(other.participantId))).toBe('participant.unknown');
    expect(await outcome(callbacks.partyInfo(interaction, participantId))).toBe('session.unknown');
    await callbacks.cancel(participantId);
    await callbacks.cancel(other.participantId);
  });

  it('is nothing for a chat', async () => {
    const { callbacks, chat } = engine;
    const { participantId, interaction } = await chat.start({ target: 'Support', name: 'Mary' });
    expect(await callbacks.knows(participantId)).toBe(false);
    expect(await outcome(callbacks.status(participantId))).toBe('session.unknown');
    expect(await outcome(callbacks.pickup(ann, interaction))).toBe('interaction.unknown');
    const { participantId: own, interaction: callback } = await create();
    expect(await outcome(Promise.resolve().then(() => chat.poll(own)))).toBe('session.unknown');
    expect(await outcome(chat.pickup(ann, callback))).toBe('interaction.unknown');
  });
});
