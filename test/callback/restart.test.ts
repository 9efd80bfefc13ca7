import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { addAgent, addWorkgroup } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';
import { callbacksOn, request, rowsOf } from './world.ts';

const minute = 60_000;

describeEachDatabase('a restart', (open) => {
  it.each([
    { waits: 'snoozed', late: false },
    { waits: 'snoozed', late: true },
    { waits: 'scheduled', late: false },
    { waits: 'scheduled', late: true },
  ])('forgets no $waits callback, its time passed meanwhile: $late', async ({ waits, late }) => {
    const kept = await open({ file: true });
    const support = await addWorkgroup(kept, 'Support');
    const ann = await addAgent(kept, 'ann', [support], { status: 'Gone home' });
    const clock = testClock();
    // A process that is killed closes nothing: its clock just stands still.
    const killed = openDatabase(kept.url, { log: silentLog });
    const before = await callbacksOn(killed, { clock: testClock() });
    const preferredTime = waits === 'scheduled' ? new Date(clock.now() + minute).toISOString() : undefined;
    const { interaction, participantId, number } = await before.callbacks.create(request({ preferredTime }));
    if (waits === 'snoozed') {
      await before.callbacks.pickup(ann, interaction);
      await before.callbacks.act(ann, interaction, { action: 'retryLater', minutes: 1 });
    }
    if (late) clock.advance(2 * minute);
    const after = await callbacksOn(kept, { clock });
    const state = async () => (await after.callbacks.status(participantId)).state;
    if (!late) {
      expect(await state()).toBe(waits);
      expect((await after.callbacks.status(participantId)).until).toBe(clock.now() + minute);
      await after.pass(minute - 1);
      expect(await state()).toBe(waits);
      await after.pass(1);
    }
    await after.until(async () => (await state()) === 'waiting');
    expect(await rowsOf(kept, interaction)).toMatchObject({ state: 'Offering', until: null, user: null });
    await after.until(async () => (await rowsOf(kept, interaction)).timers.length === 0);
    expect(await after.callbacks.reconnect(number, '192.0.2.1')).toEqual({ participantId });
    await after.callbacks.pickup(ann, interaction);
    await after.callbacks.act(ann, interaction, { action: 'complete' });
    expect(await state()).toBe('complete');
    await after.close();
    await before.close();
    await killed.close();
  });
});
