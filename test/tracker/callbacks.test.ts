import { expect, it } from 'vitest';
import { callbacksOn, request } from '../callback/world.ts';
import { addAgent, addWorkgroup } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';

const minute = 60_000;

describeEachDatabase('the record of a callback', (open) => {
  it('tells of its preferred time and of two snoozes, through a restart', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support], { status: 'Gone home' });
    const clock = testClock();
    const start = clock.now();
    const first = await callbacksOn(database, { clock, tracked: true });
    const preferredTime = new Date(start + 10 * minute).toISOString();
    const { interaction } = await first.callbacks.create(request({ preferredTime }));
    await first.pass(10 * minute);
    await first.until(async () => (await first.interactions.get(interaction))?.state === 'Offering');
    for (const again of [1, 2]) {
      clock.advance(3_000);
      await first.callbacks.pickup(ann, interaction);
      clock.advance(20_000);
      await first.callbacks.act(ann, interaction, { action: 'retryLater', minutes: 1 });
      if (again === 2) break;
      await first.pass(minute);
      await first.until(async () => (await first.interactions.get(interaction))?.state === 'Offering');
    }
    clock.advance(30_000);
    expect((await first.tracker.segments(interaction)).at(-1)).toMatchObject({
      endCode: '',
      durationMs: 30_000,
      details: { SnoozeDurationInSeconds: '30.000' },
    });
    await first.close();

    const second = await callbacksOn(database, { clock, tracked: true });
    await second.pass(30_000);
    await second.until(async () => (await second.interactions.get(interaction))?.state === 'Offering');
    await second.callbacks.pickup(ann, interaction);
    clock.advance(5_000);
    await second.callbacks.act(ann, interaction, { action: 'failed', note: 'Nobody there' });
    await second.pass(minute);
    await second.until(async () => (await second.tracker.summary(interaction)) !== null);

    expect(await second.tracker.summary(interaction)).toMatchObject({
      mediaType: 6,
      remoteId: '+493012345678',
      disposition: 7,
      callbackDisposition: 'failure',
      lastUserId: ann.id,
      endUtc: start + 10 * minute + 2 * (23_000 + minute) + 5_000,
      tQueueMs: 6_000,
      tConnectMs: 45_000,
      tSystemMs: 12 * minute,
      nSnoozed: 2,
      tSnoozedMs: 2 * minute,
    });
    const segments = await second.tracker.segments(interaction);
    expect(segments.map(({ type, durationMs, endCode }) => `${type} ${durationMs} ${endCode}`)).toEqual([
      'System 600000 Queue',
      'Queue 3000 Connect',
      'Connect 20000 Snoozed',
      'System 60000 Queue',
      'Queue 3000 Connect',
      'Connect 20000 Snoozed',
      'System 60000 Queue',
      'Queue 0 Connect',
      'Connect 5000 LocalDisconnect',
    ]);
    expect(segments.map(({ details }) => details?.SnoozeStartTime ?? null).filter((time) => time !== null)).toEqual([
      '2026-01-05 09:10:23.000',
      '2026-01-05 09:11:46.000',
    ]);
    expect(segments.flatMap(({ localParties }) => localParties)).toEqual(Array(3).fill('ann Example'));
    await second.close();
  });
});
