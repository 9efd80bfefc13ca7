import { expect, it } from 'vitest';
import type { InteractionSummary } from '../../lib/console/shapes.ts';
import { consoleStore } from '../../lib/console/store.ts';
import { guid, systemIds } from '../../lib/runtime/ids.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { secretsOfVera } from './made.ts';
import { createReader, createWorld, salesQueue, type World } from './world.ts';

const minute = 60_000;
const holds = (told: unknown) => secretsOfVera.filter((secret) => JSON.stringify(told).includes(secret));

async function watch(world: World, user: string, lastEventId?: string) {
  const reader = createReader();
  const session = { session: guid(systemIds), stands: async () => true };
  await world.streams.open(world.user(user), session, lastEventId, reader.sink, () => undefined);
  return reader;
}

describeEachDatabase('callbacks in lists', (open) => {
  it('are there while they wait, before and between attempts, for everybody of the workgroup', async () => {
    const world = await createWorld(await open());
    const later = world.clock.now() + minute;
    const waiting = await world.requested();
    const scheduled = await world.requested({}, later);
    const snoozed = await world.requested();
    await world.give(snoozed, 'user-bob', 'Connected');
    await world.snooze(snoozed, later);
    const bobs = await world.requested();
    await world.give(bobs, 'user-bob', 'Connected');
    const elsewhere = await world.requested({}, later, salesQueue);

    const list = async (user: string) =>
      (await world.readModel.list(world.user(user))).map(({ id, canPickup, callback }) => [
        id,
        canPickup,
        callback?.hidden,
      ]);
    expect(await list('user-ann')).toEqual([
      [waiting, true, true],
      [scheduled, false, true],
      [snoozed, false, true],
    ]);
    expect(await list('user-bob')).toEqual([
      [waiting, true, true],
      [scheduled, false, true],
      [snoozed, false, true],
      [bobs, false, false],
    ]);
    expect(await list('user-sue')).toEqual([
      [waiting, true, false],
      [scheduled, true, false],
      [snoozed, true, false],
      [bobs, false, false],
    ]);
    expect((await list('user-adm')).map(([id]) => id)).toEqual([waiting, scheduled, snoozed, bobs, elsewhere]);
    expect((await list('user-cyd')).map(([id]) => id)).toEqual([elsewhere]);
    const [, second] = await world.readModel.list(world.user('user-ann'));
    expect(second).toMatchObject({
      stateString: 'Scheduled',
      callback: { subject: 'My parcel', until: new Date(later).toISOString(), attempts: 3, snoozeMinutes: 15 },
    });
    await world.close();
  });

  it('make room for those that wait when there are too many', async () => {
    const world = await createWorld(await open());
    const { knex } = world.database;
    const row = async (id: string) => (await knex('iwt_interaction').where({ id }).first()) as Record<string, unknown>;
    const scheduled = await row(await world.requested({}, world.clock.now() + minute));
    const many = Array.from({ length: 600 }, (_, n) => ({
      ...scheduled,
      id: String(3_000_000_000 + n),
      chat_digest: `chat-${n}`,
      participant_digest: `participant-${n}`,
    }));
    await knex.batchInsert('iwt_interaction', many, 30);
    world.clock.advance(minute);
    const waiting = await world.requested();
    const scope = {
      user: 'user-ann',
      everything: false,
      allStates: false,
      queues: ['workgroup-support'],
      endedAfter: 0,
    };
    const ids = await consoleStore(world.database).list({ ...scope, limit: 500 });
    expect(ids).toHaveLength(500);
    expect(ids).toContain(waiting);
    await world.close();
  });
});

describeEachDatabase('callbacks on event streams', (open) => {
  it('tell each reader what he may know, through a whole life', async () => {
    const world = await createWorld(await open());
    const [ann, bob, sue, cyd] = [
      await watch(world, 'user-ann'),
      await watch(world, 'user-bob'),
      await watch(world, 'user-sue'),
      await watch(world, 'user-cyd'),
    ];
    const from = ann.lastId();
    const id = await world.requested();
    await world.give(id, 'user-bob', 'Alerting');
    await world.give(id, 'user-bob', 'Connected');
    await world.act(id, [
      { type: 'attempt', body: { attempt: 1, user: 'user-bob', step: 'retryLater', note: 'Busy' } },
    ]);
    const until = world.clock.now() + minute;
    await world.snooze(id, until);
    await world.streams.settled();
    // Bob had it, and has it no more.
    const last = (reader: typeof bob) => reader.of('interaction').at(-1) as unknown as InteractionSummary;
    expect(last(bob)).toMatchObject({
      state: 'Snoozed',
      canPickup: false,
      callback: { hidden: true, telephone: null },
    });
    expect(last(sue)).toMatchObject({ state: 'Snoozed', canPickup: true, callback: { telephone: '+12015550123' } });
    await world.putBack(id);
    await world.streams.settled();
    expect(last(ann)).toMatchObject({ state: 'Offering', canPickup: true, callback: { until: null, attempt: 2 } });

    expect(holds(ann.received)).toEqual([]);
    expect(holds(cyd.received)).toEqual([]);
    expect(holds(sue.received)).toEqual(secretsOfVera);
    const states = bob.of('interaction').map(({ state, callback }: InteractionSummary) => [state, callback?.hidden]);
    expect(states).toEqual([
      ['Offering', true],
      ['Alerting', false],
      ['Connected', false],
      ['Connected', false],
      ['Snoozed', true],
      ['Offering', true],
    ]);
    expect(sue.of('entry').map(({ entry }: { entry: object }) => entry)).toContainEqual(
      expect.objectContaining({
        kind: 'attempt',
        step: 'retryLater',
        note: 'Busy',
        from: { kind: 'agent', name: 'Bob', mine: false },
      }),
    );
    expect(ann.of('entry').map(({ entry }: { entry: object }) => entry)).toContainEqual(
      expect.objectContaining({ kind: 'state', state: 'Snoozed', until: new Date(until).toISOString() }),
    );

    const again = await watch(world, 'user-ann', from);
    expect(holds(again.received)).toEqual([]);
    expect(last(again)).toMatchObject({ state: 'Offering', callback: { hidden: true } });
    await world.close();
  });

  it('tell an agent whose window is open that the visitor has cancelled', async () => {
    const world = await createWorld(await open());
    const id = await world.requested();
    await world.give(id, 'user-bob', 'Connected');
    const bob = await watch(world, 'user-bob');
    await world.end(id);
    await world.streams.settled();
    expect(bob.of('interaction')).toEqual([
      expect.objectContaining({
        id,
        state: 'Disconnected',
        stateString: 'Disconnected (Remote Disconnect)',
        mine: true,
      }),
    ]);
    await world.close();
  });

  it('show other limits of the workgroup soon', async () => {
    const world = await createWorld(await open());
    const id = await world.requested();
    const attempts = async () => {
      const [only] = await world.readModel.list(world.user('user-ann'));
      return only?.id === id && only.callback?.attempts;
    };
    expect(await attempts()).toBe(3);
    world.terms.retries = 5;
    world.clock.advance(10_000);
    expect(await attempts()).toBe(6);
    await world.close();
  });
});

describeEachDatabase('transcripts of callbacks', (open) => {
  it('and what stands beside them tell only those who may know how to reach the visitor', async () => {
    const world = await createWorld(await open());
    const id = await world.requested();
    const detail = async (user: string) =>
      world.readModel.detail(world.user(user), await world.readModel.visible(world.user(user), id));
    expect(holds(await detail('user-ann'))).toEqual([]);
    expect(holds(await detail('user-sue'))).toEqual(secretsOfVera);
    await world.give(id, 'user-ann', 'Alerting');
    expect(holds(await detail('user-ann'))).toEqual(secretsOfVera);
    await world.end(id);
    expect(holds(await detail('user-ann'))).toEqual(secretsOfVera);
    await world.close();
  });
});
