import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb } from '../support/databases.ts';
import { addAgent, addWorkgroup, engineOn, receive, rowOf, told, turns } from './world.ts';

const minute = 60_000;

describeEachDatabase('a visitor who is gone', (open) => {
  it('is seen to leave, whether an agent was there or not', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support], { maxAssign: 1 });
    const engine = await engineOn(database);
    const { chat, clock } = engine;
    const first = await chat.start({ target: 'Support', name: 'Mary' });
    await engine.rest();
    await chat.pickup(ann, first.interaction);
    const never = await chat.start({ target: 'Support', name: 'Tom' });
    const stays = await chat.start({ target: 'Support', name: 'Eve' });
    for (let passed = 0; passed < 4; passed++) {
      clock.advance(minute);
      await receive(chat, first.participantId);
      await receive(chat, stays.participantId);
    }
    clock.advance(minute + 10_000);
    await receive(chat, stays.participantId);
    await engine.until(async () => (await rowOf(database, never.interaction)).state === 'Disconnected');
    expect(await rowOf(database, never.interaction)).toMatchObject({ end: 'RemoteDisconnect' });
    expect(await rowOf(database, first.interaction)).toMatchObject({ state: 'Connected' });
    clock.advance(4 * minute);
    await engine.until(async () => (await rowOf(database, first.interaction)).state === 'Disconnected');
    await engine.until(async () => (await rowOf(database, stays.interaction)).state === 'Alerting');
    expect(await rowOf(database, stays.interaction)).toMatchObject({ state: 'Alerting', user: ann.id });
    // Back hours later, the visitor is told, not turned away.
    clock.advance(60 * minute);
    await turns();
    expect(told(await receive(chat, first.participantId)).slice(-3)).toEqual([
      'CIC: Mary has left the conversation.',
      'ann Example disconnected',
      'Mary disconnected',
    ]);
    clock.advance(24 * 60 * minute);
    await expect((async () => chat.poll(never.participantId))()).rejects.toMatchObject({ code: 'session.unknown' });
    await engine.close();
  });

  it('is not made by a machine that slept, or by a clock that was set', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const clock = testClock();
    let shift = 0;
    const shifted = { ...clock, now: () => clock.now() + shift };
    const engine = await engineOn(database, { clock: shifted });
    const { participantId, interaction } = await engine.chat.start({ target: 'Support', name: 'Mary' });
    for (const jump of [8 * 60 * minute, -3 * 60 * minute]) {
      shift += jump;
      clock.advance(minute);
      await engine.rest();
      expect((await rowOf(database, interaction)).state).toBe('Offering');
      await receive(engine.chat, participantId);
    }
    clock.advance(5 * minute + 10_000);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Disconnected');
    await engine.close();
  });

  it('has as long as ever after a restart', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const clock = testClock();
    const first = await engineOn(database, { clock });
    const chats = await Promise.all(
      Array.from({ length: 5 }, (_, number) => first.chat.start({ target: 'Support', name: `${number}` })),
    );
    clock.advance(4 * minute);
    await first.close();
    clock.advance(60 * minute);

    const second = await engineOn(database, { clock });
    const states = async () => (await database.knex('iwt_interaction').orderBy('id')).map((row) => row.state);
    for (let passed = 0; passed < 4; passed++) {
      clock.advance(minute);
      await turns();
      await receive(second.chat, chats[0]?.participantId ?? '');
    }
    expect(await states()).toEqual(Array(5).fill('Offering'));
    await second.until(async () => {
      clock.advance(minute);
      await receive(second.chat, chats[0]?.participantId ?? '');
      return (await states()).filter((state) => state === 'Disconnected').length === 4;
    });
    expect((await rowOf(database, chats[0]?.interaction ?? '')).state).toBe('Offering');
    await second.close();
  });
});

describeMariadb('a visitor who comes by another node', (open) => {
  it('is not taken for gone', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const clock = testClock();
    const hub = createLocalHub();
    const first = await engineOn(database, { clock, hub });
    const { participantId, interaction } = await first.chat.start({ target: 'Support', name: 'Mary' });
    await receive(first.chat, participantId);
    const second = await engineOn(database, { clock, hub });
    for (let passed = 0; passed < 720; passed++) {
      // In steps of a second, so that questions and answers between the nodes take less time than is waited for them.
      clock.advance(1000);
      await turns(1);
      if (passed % 60 === 0) await receive(second.chat, participantId);
    }
    expect((await rowOf(database, interaction)).state).toBe('Offering');
    clock.advance(6 * minute);
    await first.until(async () => (await rowOf(database, interaction)).state === 'Disconnected');
    await first.close();
    await second.close();
  });

  // Some two thousand questions to the database, one after the other.
  it('is not taken for gone when no bus connects the nodes', { timeout: 180_000 }, async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const clock = testClock();
    const first = await engineOn(database, { clock });
    const { participantId, interaction } = await first.chat.start({ target: 'Support', name: 'Mary' });
    const second = await engineOn(database, { clock });
    // A lease is renewed as soon as a third of it is used up, with the next poll.
    const isLeased = async () => {
      const lease = await database.knex('iwt_visitor_lease').first('until');
      return Number(lease?.until ?? 0) - clock.now() > 2 * minute;
    };
    const pass = async (seconds: number, poll?: () => Promise<unknown>) => {
      for (let passed = 0; passed < seconds; passed++) {
        clock.advance(1000);
        // Leases are looked up in the database, which sets the pace, and time waits for those that are written.
        await database.knex.raw('select 1');
        if (poll && passed % 60 === 0) await poll();
        if (poll && passed % 60 === 30) await first.until(isLeased);
      }
    };
    await pass(720, () => receive(first.chat, participantId));
    expect((await rowOf(database, interaction)).state).toBe('Offering');
    await pass(720, () => receive(second.chat, participantId));
    expect((await rowOf(database, interaction)).state).toBe('Offering');
    await pass(310);
    await first.until(async () => (await rowOf(database, interaction)).state === 'Disconnected');
    clock.advance(10_000);
    await first.until(async () => (await database.knex('iwt_visitor_lease')).length === 0);
    await first.close();
    await second.close();
  });
});
