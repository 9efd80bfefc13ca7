import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Agent, addAgent, addWorkgroup } from '../chat/world.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { type CallbackEngine, callbacksOn, outcome, request, rowsOf } from './world.ts';

const minute = 60_000;

describeEachDatabase("the agent's callback window", (open) => {
  let database: TestDatabase;
  let engine: CallbackEngine;
  let support: string;
  let people: Record<'ann' | 'bob' | 'stranger' | 'boss', Agent>;
  let telephone = 30_123_4500;

  beforeAll(async () => {
    database = await open();
    support = await addWorkgroup(database, 'Support');
    const lunch = { status: 'At lunch' };
    people = {
      ann: await addAgent(database, 'ann', [support], lunch),
      bob: await addAgent(database, 'bob', [support], lunch),
      stranger: await addAgent(database, 'stranger', [], lunch),
      boss: await addAgent(database, 'boss', [], { ...lunch, role: 'supervisor' }),
    };
    engine = await callbacksOn(database);
  });

  afterAll(() => engine.close());

  async function waiting(): Promise<{ interaction: string; participantId: string }> {
    telephone += 1;
    return engine.callbacks.create(request({ telephone: `0${telephone}` }));
  }

  async function connected() {
    const made = await waiting();
    await engine.callbacks.pickup(people.ann, made.interaction);
    return made;
  }

  async function snoozed(minutes = 5) {
    const made = await connected();
    await engine.callbacks.act(people.ann, made.interaction, { action: 'retryLater', minutes });
    return made;
  }

  it('opens to one of two agents who pick up at once', async () => {
    const { callbacks } = engine;
    const { interaction } = await waiting();
    const both = await Promise.all([
      outcome(callbacks.pickup(people.ann, interaction)),
      outcome(callbacks.pickup(people.bob, interaction)),
    ]);
    expect(both.sort()).toEqual(['done', 'interaction.state']);
    const { state, user } = await rowsOf(database, interaction);
    expect([state, [people.ann.id, people.bob.id].includes(user ?? '')]).toEqual(['Connected', true]);
  });

  it('opens to those who serve the queue, and before its time only to supervisors', async () => {
    const { callbacks } = engine;
    const { ann, stranger, boss } = people;
    const first = await waiting();
    expect(await outcome(callbacks.pickup(stranger, first.interaction))).toBe('forbidden');
    const second = await snoozed();
    expect(await outcome(callbacks.pickup(ann, second.interaction))).toBe('forbidden');
    await callbacks.pickup(boss, second.interaction);
    expect(await rowsOf(database, second.interaction)).toMatchObject({
      state: 'Connected',
      user: boss.id,
      until: null,
    });
    expect(await timersOf(second.interaction)).toEqual([]);
    expect(await outcome(callbacks.pickup(ann, '9999999999'))).toBe('interaction.unknown');
  });

  it('notes calls once, and ends with a disposition', async () => {
    const { callbacks, interactions } = engine;
    const { ann, bob } = people;
    for (const [action, disposition] of [
      ['complete', 'success'],
      ['failed', 'failure'],
    ] as const) {
      const { interaction } = await connected();
      expect(await outcome(callbacks.act(bob, interaction, { action: 'call' }))).toBe('forbidden');
      await callbacks.act(ann, interaction, { action: 'call' });
      const { version } = (await interactions.get(interaction)) ?? {};
      await callbacks.act(ann, interaction, { action: 'call' });
      expect((await interactions.get(interaction))?.version).toBe(version);
      await callbacks.act(ann, interaction, { action, note: 'spoke to her' });
      expect(await outcome(callbacks.act(ann, interaction, { action }))).toBe('done');
      const other = action === 'complete' ? 'failed' : 'complete';
      expect(await outcome(callbacks.act(ann, interaction, { action: other }))).toBe('interaction.state');
      expect(await rowsOf(database, interaction)).toMatchObject({
        state: 'Disconnected',
        end: 'LocalDisconnect',
        disposition,
      });
      const state = await interactions.get(interaction);
      expect(state?.callback?.attempts).toMatchObject([
        { attempt: 1, user: ann.id, outcome: action, note: 'spoke to her', calledAt: engine.clock.now() },
      ]);
    }
  });

  it('puts off as often as allowed, for the minutes said, the workgroup’s, or the parameter’s', async () => {
    const { callbacks, parameters } = engine;
    const { ann } = people;
    const { interaction } = await connected();
    const put = async (wanted: { minutes?: number }, expected: number) => {
      await callbacks.act(ann, interaction, { action: 'retryLater', ...wanted });
      const { until } = await rowsOf(database, interaction);
      expect((until ?? 0) - engine.clock.now()).toBe(expected * minute);
      await engine.pass(expected * minute);
      await engine.until(async () => (await rowsOf(database, interaction)).state === 'Offering');
      await callbacks.pickup(ann, interaction);
    };
    expect(await callbacks.retriesOf(interaction)).toBe(3);
    parameters.snooze = 7;
    await put({}, 7);
    await database.knex('iwt_workgroup').where({ id: support }).update({ callback_retry_min: 11 });
    await put({}, 11);
    await put({ minutes: 1 }, 1);
    await database.knex('iwt_workgroup').where({ id: support }).update({ callback_retry_min: 0 });
    parameters.snooze = 0;
    expect(await callbacks.snoozeMinutesOf(interaction)).toBe(5);
    expect(await outcome(callbacks.act(ann, interaction, { action: 'retryLater' }))).toBe('callback.retries');
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Connected', user: ann.id, snoozes: 3 });
    await callbacks.act(ann, interaction, { action: 'failed' });
    parameters.snooze = 5;
  });

  it('answers a repeated retry, and refuses what it cannot mean', async () => {
    const { callbacks } = engine;
    const { ann, bob } = people;
    const { interaction } = await connected();
    await callbacks.act(ann, interaction, { action: 'retryLater' });
    const before = await rowsOf(database, interaction);
    expect(await outcome(callbacks.act(ann, interaction, { action: 'retryLater' }))).toBe('done');
    expect(await outcome(callbacks.act(bob, interaction, { action: 'retryLater' }))).toBe('forbidden');
    expect(await outcome(callbacks.act(ann, interaction, { action: 'complete' }))).toBe('forbidden');
    expect(await rowsOf(database, interaction)).toEqual(before);
    for (const wrong of [{ minutes: 0 }, { minutes: 10_081 }, { minutes: 1.5 }, { note: 'x'.repeat(2001) }]) {
      const act = callbacks.act(ann, interaction, { action: 'retryLater', ...wrong });
      expect(await outcome(act)).toBe('request.invalid');
    }
    expect(await outcome(callbacks.act(ann, interaction, { action: 'dance' as 'call' }))).toBe('request.invalid');
  });

  it('lets visitors cancel at any moment, and leaves no clock running', async () => {
    const { callbacks } = engine;
    for (const make of [waiting, alerting, connected, snoozed, scheduled]) {
      const { interaction, participantId } = await make();
      await callbacks.cancel(participantId);
      await callbacks.cancel(participantId);
      expect(await rowsOf(database, interaction)).toMatchObject({
        state: 'Disconnected',
        end: 'RemoteDisconnect',
        disposition: null,
        until: null,
      });
      expect(await timersOf(interaction)).toEqual([]);
      expect(await callbacks.status(participantId)).toMatchObject({ state: 'cancelled', agent: null });
    }
  });

  it('lets agents end their own, and supervisors all, at any moment', async () => {
    const { callbacks } = engine;
    const { ann, boss } = people;
    for (const make of [waiting, alerting, connected, snoozed, scheduled]) {
      const { interaction } = await make();
      const own = make === connected;
      expect(await outcome(callbacks.disconnect(ann, interaction))).toBe(own ? 'done' : 'forbidden');
      await callbacks.disconnect(boss, interaction);
      expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Disconnected', end: 'LocalDisconnect' });
      expect(await timersOf(interaction)).toEqual([]);
    }
  });

  it('gives back what an agent had who is gone, with its attempts', async () => {
    const { callbacks, queues, interactions } = engine;
    const { ann, bob } = people;
    const { interaction } = await connected();
    await callbacks.act(ann, interaction, { action: 'call' });
    await queues.requeueFrom(ann.id);
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Offering', user: null });
    await callbacks.pickup(bob, interaction);
    await callbacks.act(bob, interaction, { action: 'complete' });
    const attempts = (await interactions.get(interaction))?.callback?.attempts;
    expect(attempts).toMatchObject([{ attempt: 1, user: bob.id, outcome: 'complete' }]);
  });

  it('frees the agent for the next one when it is put off', async () => {
    const { callbacks, queues } = engine;
    const alone = await addWorkgroup(database, 'Alone');
    await database.knex('iwt_workgroup').where({ id: alone }).update({ callback_max_assign: 1 });
    const dan = await addAgent(database, 'dan', [alone]);
    const [first, second] = [
      await callbacks.create(request({ target: 'Alone', telephone: '030 5550001' })),
      await callbacks.create(request({ target: 'Alone', telephone: '030 5550002' })),
    ];
    queues.wakeAgent(dan.id);
    const stateOf = async (interaction: string) => (await rowsOf(database, interaction)).state;
    await engine.until(async () => (await stateOf(first.interaction)) === 'Alerting');
    await callbacks.pickup(dan, first.interaction);
    await engine.rest();
    expect(await stateOf(second.interaction)).toBe('Offering');
    await callbacks.act(dan, first.interaction, { action: 'retryLater' });
    await engine.until(async () => (await stateOf(second.interaction)) === 'Alerting');
    expect(await stateOf(first.interaction)).toBe('Snoozed');
    await callbacks.disconnect(people.boss, first.interaction);
    await callbacks.disconnect(people.boss, second.interaction);
  });

  async function alerting() {
    const name = `Ring ${telephone}`;
    const ring = await addWorkgroup(database, name);
    const agent = await addAgent(database, name.replace(' ', ''), [ring]);
    telephone += 1;
    const made = await engine.callbacks.create(request({ target: name, telephone: `0${telephone}` }));
    engine.queues.wakeAgent(agent.id);
    await engine.until(async () => (await rowsOf(database, made.interaction)).state === 'Alerting');
    expect(await timersOf(made.interaction)).toEqual(['alert']);
    return made;
  }

  async function scheduled() {
    telephone += 1;
    const preferredTime = new Date(engine.clock.now() + 3 * 60 * minute).toISOString();
    const made = await engine.callbacks.create(request({ telephone: `0${telephone}`, preferredTime }));
    expect(await timersOf(made.interaction)).toEqual(['schedule']);
    return made;
  }

  async function timersOf(interaction: string): Promise<string[]> {
    return database.knex('iwt_timer').where('id', 'like', `%:${interaction}`).whereIn('kind', kinds).pluck('kind');
  }
});

const kinds = ['alert', 'schedule', 'snooze'];
