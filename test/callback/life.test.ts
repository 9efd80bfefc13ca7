import { expect, it } from 'vitest';
import { addAgent, addWorkgroup } from '../chat/world.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { callbacksOn, request, rowsOf } from './world.ts';

const minute = 60_000;

describeEachDatabase('a callback', (open) => {
  it('waits, alerts, is answered, snoozed, tried again and completed', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const engine = await callbacksOn(database);
    const { callbacks } = engine;
    const { interaction, participantId, number, repeated } = await callbacks.create(request());
    expect([repeated, /^[1-9]\d{8}$/.test(number)]).toEqual([false, true]);
    expect(await callbacks.status(participantId)).toMatchObject({
      state: 'waiting',
      position: 1,
      telephone: '+••••••••••78',
      agent: null,
    });
    const ann = await addAgent(database, 'ann', [support]);
    engine.queues.wakeAgent(ann.id);
    await engine.until(async () => (await callbacks.status(participantId)).state === 'alerting');
    await callbacks.pickup(ann, interaction);
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Connected', user: ann.id, timers: [] });
    await callbacks.act(ann, interaction, { action: 'call' });
    await callbacks.act(ann, interaction, { action: 'retryLater', note: 'busy' });
    const until = engine.clock.now() + 5 * minute;
    expect(await rowsOf(database, interaction)).toMatchObject({
      state: 'Snoozed',
      user: null,
      until,
      timers: ['snooze'],
    });
    expect(await callbacks.status(participantId)).toMatchObject({ state: 'snoozed', until });
    await engine.pass(5 * minute);
    await engine.until(async () => (await callbacks.status(participantId)).state === 'alerting');
    await callbacks.pickup(ann, interaction);
    await callbacks.act(ann, interaction, { action: 'complete' });
    expect(await rowsOf(database, interaction)).toEqual({
      state: 'Disconnected',
      user: ann.id,
      end: 'LocalDisconnect',
      until: null,
      snoozes: 1,
      disposition: 'success',
      timers: [],
    });
    expect(await callbacks.status(participantId)).toMatchObject({ state: 'complete', agent: null });
    await engine.close();
  });
});
