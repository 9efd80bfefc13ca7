import { expect, it } from 'vitest';
import type { NewEvent } from '../../lib/interactions/events.ts';
import type { Segment } from '../../lib/tracker/segments.ts';
import { addAgent, addWorkgroup, type Engine, engineOn, newId, receive } from '../chat/world.ts';
import { newChat, nothing } from '../interactions/made.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { callbackRequest, offering, state } from './made.ts';

const minute = 60_000;
const unknownIndividual = '0000000000000000000002';

describeEachDatabase('the record of an interaction', (open) => {
  async function site() {
    const database = await open();
    const workgroup = await addWorkgroup(database, 'Marketing');
    const engine = await engineOn(database, { tracked: true });
    return { database, workgroup, engine };
  }

  it('is written a minute after a visitor has left his chat', async () => {
    const { database, workgroup, engine } = await site();
    const ann = await addAgent(database, 'Ann', [workgroup]);
    const { chat, clock, tracker } = engine;
    const start = clock.now();
    const { interaction, participantId } = await chat.start({
      target: 'Marketing',
      name: 'Vera',
      address: '192.0.2.7',
      attributes: { CustomString1: 'gold', customnum2: '12.5', other: 'x' },
    });
    await engine.rest();
    clock.advance(2_000);
    await chat.pickup(ann, interaction);
    clock.advance(30_000);
    await chat.send(participantId, { message: 'hello' });
    expect(short(await tracker.segments(interaction))).toEqual([
      'Queue 0 Alert',
      'Alert 2000 Connect',
      'Connect 30000 ',
    ]);
    await chat.exit(participantId);
    clock.advance(minute - 1);
    await engine.rest();
    expect(await tracker.summary(interaction)).toBeNull();
    expect(short(await tracker.segments(interaction)).at(-1)).toBe('Connect 30000 RemoteDisconnect');
    expect(await database.knex('iwt_interaction_segment')).toEqual([]);
    clock.advance(1);
    await written(engine, interaction);

    expect(await tracker.summary(interaction)).toEqual({
      interactionIdKey: `${interaction}20260105`,
      interactionId: interaction,
      startUtc: start,
      startOffsetS: -14_400,
      endUtc: start + 32_000,
      direction: 1,
      connectionType: 1,
      mediaType: 1,
      remoteId: '192.0.2.7',
      remoteName: 'Vera',
      lastQueue: 'workgroup queue:Marketing',
      lastUser: 'Ann Example',
      lastUserId: ann.id,
      disposition: 6,
      callbackDisposition: null,
      nHeld: 0,
      tHeldMs: 0,
      tQueueMs: 0,
      tAlertMs: 2_000,
      tConnectMs: 30_000,
      tSystemMs: 0,
      nSnoozed: 0,
      tSnoozedMs: 0,
      nTransfer: 0,
      indivId: unknownIndividual,
      wrapUpCode: null,
      accountCode: null,
    });
    const segments = await tracker.segments(interaction);
    expect(short(segments)).toEqual(['Queue 0 Alert', 'Alert 2000 Connect', 'Connect 30000 RemoteDisconnect']);
    expect(segments.map(({ sequence }) => sequence)).toEqual([0, 1, 0]);
    expect(segments[2]).toMatchObject({ localParties: ['Ann Example'], user: ann.id, remoteAddress: '192.0.2.7' });
    expect(await participants(database)).toEqual([
      { id: `${interaction}202601050000`, indiv: unknownIndividual, user: null, role: 1, ended: 1 },
      { id: `${interaction}202601050001`, indiv: null, user: ann.id, role: 2, ended: 1 },
    ]);
    const [custom] = await database.knex('iwt_interaction_custom_attributes');
    expect(custom).toMatchObject({ s1: 'gold', s2: null, n1: null, n2: 12.5 });
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
    expect(await tracker.segmentLog(interaction)).toContain(
      'SegmentType=Connect&SegmentSequence=0&ClientUtc=20260105T050002.000-04&Duration=30000&LocalParty=Ann+Example',
    );
    await engine.close();
  });

  it('tells of a hold, and that the agent ended it', async () => {
    const { database, workgroup, engine } = await site();
    const ann = await addAgent(database, 'Ann', [workgroup]);
    const { chat, clock, tracker } = engine;
    const { interaction } = await chat.start({ target: 'Marketing', name: 'Vera' });
    await engine.rest();
    clock.advance(1_000);
    await chat.pickup(ann, interaction);
    clock.advance(5_000);
    await chat.hold(ann, interaction);
    clock.advance(7_000);
    await chat.resume(ann, interaction);
    clock.advance(1_000);
    await chat.disconnect(ann, interaction);
    clock.advance(minute);
    await written(engine, interaction);
    expect(await tracker.summary(interaction)).toMatchObject({
      disposition: 7,
      nHeld: 1,
      tHeldMs: 7_000,
      tConnectMs: 6_000,
    });
    expect(short(await tracker.segments(interaction))).toEqual([
      'Queue 0 Alert',
      'Alert 1000 Connect',
      'Connect 5000 Held',
      'Held 7000 Connect',
      'Connect 1000 LocalDisconnect',
    ]);
    await engine.close();
  });

  it('tells of an alert that ran out', async () => {
    const { database, workgroup, engine } = await site();
    const ann = await addAgent(database, 'Ann', [workgroup]);
    const { chat, clock, tracker } = engine;
    const { interaction, participantId } = await chat.start({ target: 'Marketing', name: 'Vera' });
    await engine.rest();
    clock.advance(30_000);
    await engine.until(async () => (await engine.interactions.get(interaction))?.state === 'Offering');
    clock.advance(4_000);
    await receive(chat, participantId);
    await chat.exit(participantId);
    clock.advance(minute);
    await written(engine, interaction);
    expect(await tracker.summary(interaction)).toMatchObject({ disposition: 2, lastUser: null, tQueueMs: 4_000 });
    const segments = await tracker.segments(interaction);
    expect(short(segments)).toEqual(['Queue 0 Alert', 'Alert 30000 Queue', 'Queue 4000 RemoteDisconnect']);
    expect(segments[1]).toMatchObject({ localParties: ['Ann Example'], user: ann.id });
    expect((await participants(database)).map(({ role }) => role)).toEqual([1]);
    await engine.close();
  });

  it('tells of a callback that was snoozed twice, and keeps snoozed time apart', async () => {
    const { database, engine } = await site();
    const { clock, tracker } = engine;
    const interaction = await snoozedTwice(engine);
    clock.advance(minute);
    await written(engine, interaction);
    expect(await tracker.summary(interaction)).toMatchObject({
      mediaType: 6,
      remoteId: '+493012345678',
      disposition: 7,
      callbackDisposition: 'success',
      tQueueMs: 3_000,
      tAlertMs: 6_000,
      tConnectMs: 60_000,
      tSystemMs: 120_042,
      nSnoozed: 2,
      tSnoozedMs: 120_042,
      wrapUpCode: 'Sold',
    });
    const [, , connect, snooze, queue] = await database.knex('iwt_interaction_segment').orderBy('ordinal');
    expect(connect).toMatchObject({ segment_type: 'Connect', end_code: 'Snoozed' });
    expect(snooze).toMatchObject({
      segment_type: 'System',
      end_code: 'Queue',
      local_parties: '[]',
      queue: 'workgroup queue:Marketing',
      details_xml: '<Details SnoozeStartTime="2026-01-05 09:00:23.000" SnoozeDurationInSeconds="60.021" />',
    });
    expect(Number(snooze.duration_ms)).toBe(60_021);
    expect(queue).toMatchObject({ segment_type: 'Queue', end_code: 'Alert' });
    expect((await tracker.segments(interaction)).filter(({ endCode }) => endCode === 'Snoozed')).toHaveLength(2);
    await engine.close();
  });

  it('includes codes of the first minute, and is brought up to date by later ones', async () => {
    const { database, engine } = await site();
    const { clock, interactions, tracker } = engine;
    const interaction = await snoozedTwice(engine);
    const code = (wrapUpCode: string | null) =>
      interactions.change(interaction, () => ({
        events: [{ type: 'codes', body: { user: 'u'.repeat(22), wrapUpCode, accountCode: 'A-1' } }],
        result: undefined,
      }));
    clock.advance(30_000);
    await code('Within');
    clock.advance(30_000);
    await written(engine, interaction);
    expect(await tracker.summary(interaction)).toMatchObject({ wrapUpCode: 'Within', accountCode: 'A-1' });
    const before = await everything(database);

    clock.advance(3_600_000);
    await code('Late');
    clock.advance(1_000);
    await engine.until(async () => (await tracker.summary(interaction))?.wrapUpCode === 'Late');
    const [wrapUp] = await database.knex('iwt_interaction_wrapup');
    expect(wrapUp).toMatchObject({ wrapup_code: 'Late', wrapup_segment_no: 10, user_id: 'u'.repeat(22) });
    expect(Number(wrapUp.duration_ms)).toBe(minute + 3_600_000);

    await code(null);
    clock.advance(1_000);
    await engine.until(async () => (await tracker.summary(interaction))?.wrapUpCode === null);
    expect(await database.knex('iwt_interaction_wrapup')).toEqual([]);
    expect((await everything(database)).segments).toHaveLength(before.segments.length);
    await engine.close();
  });

  it('is the same when it is written again', async () => {
    const { database, engine } = await site();
    const { clock, journal, timers, tracker } = engine;
    const interaction = await snoozedTwice(engine);
    clock.advance(minute);
    await written(engine, interaction);
    const before = await everything(database);
    const timer = timers.write({
      id: `tracker:${interaction}`,
      kind: 'tracker',
      dueAt: clock.now(),
      payload: { interaction },
    });
    await journal.commit({ interaction: '', expects: 0, events: [], writes: [timer] });
    await engine.until(async () => (await database.knex('iwt_timer')).length === 0);
    expect(await everything(database)).toEqual(before);
    expect(await tracker.summary(interaction)).not.toBeNull();
    await engine.close();
  });

  it('is not forgotten by a restart', async () => {
    const { database, engine } = await site();
    const interaction = await snoozedTwice(engine);
    await engine.close();
    const { clock } = engine;
    clock.advance(10 * minute);
    const again = await engineOn(database, { tracked: true, clock });
    await written(again, interaction);
    expect(await again.tracker.summary(interaction)).toMatchObject({ nSnoozed: 2 });
    await again.close();
  });

  it('of an authenticated visitor belongs to his individual', async () => {
    const { engine } = await site();
    const individual = newId();
    const { interaction } = await engine.interactions.create(newChat({ individual, name: 'x'.repeat(128) }), () => ({
      events: [state('Disconnected', { reason: 'end', end: 'System' })],
      result: undefined,
    }));
    engine.clock.advance(minute);
    await written(engine, interaction.id);
    expect(await engine.tracker.summary(interaction.id)).toMatchObject({ indivId: individual, disposition: 1 });
    await engine.close();
  });

  it('of an unknown interaction is refused', async () => {
    const { engine } = await site();
    for (const id of ['1999999999', 'x', '1'.repeat(4_000), "1' or '1'='1"]) {
      await expect(engine.tracker.summary(id)).rejects.toMatchObject({ code: 'interaction.unknown' });
      await expect(engine.tracker.segments(id)).rejects.toMatchObject({ code: 'interaction.unknown' });
    }
    const running = await engine.interactions.create(newChat(), nothing);
    expect(await engine.tracker.summary(running.interaction.id)).toBeNull();
    await engine.close();
  });
});

/** A callback: snoozed a minute twice, each some milliseconds late, and then completed. */
async function snoozedTwice({ interactions, clock }: Engine): Promise<string> {
  const user = 'u'.repeat(22);
  const queue = { type: 'Workgroup', id: 'm'.repeat(22), name: 'Marketing' } as const;
  const { interaction } = await interactions.create(
    newChat({ kind: 'callback', queue, callback: callbackRequest }),
    () => ({ events: [offering()], result: undefined }),
  );
  const after = (ms: number, ...events: NewEvent[]) => {
    clock.advance(ms);
    return interactions.change(interaction.id, () => ({ events, result: undefined }));
  };
  for (const attempt of [1, 2, 3]) {
    await after(1_000, state('Alerting', { user, reason: 'assign' }));
    await after(2_000, state('Connected', { user, reason: 'pickup' }));
    if (attempt === 3) break;
    await after(
      20_000,
      { type: 'attempt', body: { attempt, user, step: 'retryLater' } },
      state('Snoozed', { user: null, reason: 'snooze', until: clock.now() + minute }),
    );
    await after(minute + 21, offering({ reason: 'due' }));
  }
  await after(
    20_000,
    { type: 'codes', body: { user, wrapUpCode: 'Sold' } },
    { type: 'attempt', body: { attempt: 3, user, step: 'complete' } },
    state('Disconnected', { reason: 'end', end: 'LocalDisconnect' }),
  );
  return interaction.id;
}

async function written(engine: Engine, interaction: string): Promise<void> {
  await engine.until(async () => (await engine.tracker.summary(interaction)) !== null);
  await engine.rest();
}

async function everything({ knex }: TestDatabase) {
  return {
    summaries: await knex('iwt_interaction_summary'),
    segments: await knex('iwt_interaction_segment').orderBy('ordinal'),
    wrapUps: await knex('iwt_interaction_wrapup'),
    participants: await knex('iwt_intx_participant').orderBy('intx_part_id'),
  };
}

async function participants({ knex }: TestDatabase) {
  const rows = await knex('iwt_intx_participant').orderBy('intx_part_id');
  return rows.map((row) => ({
    id: row.intx_part_id,
    indiv: row.indiv_id,
    user: row.user_id,
    role: Number(row.role),
    ended: Number(row.how_ended),
  }));
}

function short(segments: readonly Segment[]): string[] {
  return segments.map(({ type, durationMs, endCode }) => `${type} ${durationMs} ${endCode}`);
}
