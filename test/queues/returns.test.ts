import { expect, it } from 'vitest';
import { addAgent, addWorkgroup, engineOn, receive, rowOf, setStatus, told } from '../chat/world.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('what an agent leaves behind', (open) => {
  it('goes to the next agent when he does not answer, and his status says so', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { alertTimeout: 20 });
    const ann = await addAgent(database, 'ann', [sales], { idleSince: 1 });
    const bob = await addAgent(database, 'bob', [sales], { idleSince: 2 });
    const engine = await engineOn(database);
    const { participantId, interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Alerting', user: ann.id });
    await receive(engine.chat, participantId);

    engine.clock.advance(19_999);
    await engine.rest();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Alerting', user: ann.id });
    engine.clock.advance(1);
    await engine.until(async () => (await rowOf(database, interaction)).user === bob.id);
    expect(await rowOf(database, interaction)).toEqual({
      state: 'Alerting',
      user: bob.id,
      lastAttempted: ann.id,
      end: null,
    });
    expect(engine.statusChanges).toEqual([ann.id]);
    const user = await database.knex('iwt_user').where({ id: ann.id }).first();
    expect(user).toMatchObject({ status_id: 'ACD - Agent not answering', last_available_since: null });
    await engine.until(() => engine.interactions.peek(interaction)?.user === bob.id);
    expect(told(await receive(engine.chat, participantId))).toEqual([
      'ann Example disconnected',
      'CIC active',
      'CIC: To Sales.',
      'bob Example alerting',
      'CIC: Asking bob Example.',
    ]);

    // Nobody is left: it waits, and whoever comes back gets it.
    engine.clock.advance(20_000);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    expect(await rowOf(database, interaction)).toMatchObject({ user: null, lastAttempted: bob.id });
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
    await setStatus(database, ann, 'Available');
    engine.queues.wakeAgent(ann.id);
    await engine.until(async () => (await rowOf(database, interaction)).user === ann.id);
    await engine.close();
  });

  it('leaves the status alone that he chose himself meanwhile', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    await setStatus(database, ann, 'At lunch');
    engine.clock.advance(30_000);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    expect(await database.knex('iwt_user').where({ id: ann.id }).first()).toMatchObject({ status_id: 'At lunch' });
    expect(engine.statusChanges).toEqual([]);
    await engine.close();
  });

  it('does not time out once it was picked up, also not by an old timer', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    const timer = await database.knex('iwt_timer').first();
    await engine.chat.pickup(ann, interaction);
    await database.knex('iwt_timer').insert(timer);
    engine.clock.advance(60_000);
    await engine.until(async () => (await database.knex('iwt_timer')).length === 0);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Connected', user: ann.id });
    await engine.close();
  });

  it('is not ended by the clock of an earlier alert of the same agent', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales]);
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    const early = await database.knex('iwt_timer').first();
    engine.clock.advance(10_000);
    await engine.queues.requeueFrom(ann.id);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Alerting');
    await database.knex('iwt_timer').insert({ ...early, id: 'early' });
    engine.clock.advance(20_000);
    await engine.until(async () => (await database.knex('iwt_timer')).length === 1);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Alerting', user: ann.id });
    engine.clock.advance(10_000);
    await engine.until(async () => (await rowOf(database, interaction)).state === 'Offering');
    expect(await rowOf(database, interaction)).toMatchObject({ user: null });
    await engine.close();
  });

  it('returns to the front of its queue with its history when he vanishes', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales], { maxAssign: 3 });
    const engine = await engineOn(database);
    const [talking, held, alerting] = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => engine.chat.start({ target: 'Sales', name })),
    );
    if (!talking || !held || !alerting) throw new Error('three chats were started');
    await engine.until(async () => (await database.knex('iwt_interaction').where({ state: 'Alerting' })).length === 3);
    await engine.chat.pickup(ann, talking.interaction);
    await engine.chat.pickup(ann, held.interaction);
    await engine.chat.hold(ann, held.interaction);
    await engine.chat.sendAsAgent(ann, talking.interaction, { text: 'one moment' });
    await receive(engine.chat, talking.participantId);
    engine.clock.advance(1000);
    const later = await engine.chat.start({ target: 'Sales', name: 'four' });

    await database.knex('iwt_lease').where({ user_id: ann.id }).update({ until: 0 });
    expect(await engine.queues.requeueFrom(ann.id)).toBe(3);
    expect(await engine.queues.requeueFrom(ann.id)).toBe(0);
    await engine.rest();
    for (const { interaction } of [talking, held, alerting]) {
      expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering', user: null });
    }
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
    expect(told(await receive(engine.chat, talking.participantId))).toEqual([
      'ann Example disconnected',
      'CIC: ann Example has left the conversation.',
      'CIC active',
      'CIC: To Sales.',
    ]);

    const bob = await addAgent(database, 'bob', [sales], { maxAssign: 3 });
    engine.queues.wakeAgent(bob.id);
    await engine.until(async () => (await database.knex('iwt_interaction').where({ user_id: bob.id })).length === 3);
    expect(await rowOf(database, later.interaction)).toMatchObject({ state: 'Offering' });
    await engine.chat.pickup(bob, talking.interaction);
    const { parties } = (await engine.interactions.get(talking.interaction)) ?? { parties: [] };
    expect(parties.map((party) => `${party.name} ${party.state}`)).toEqual([
      'one active',
      'CIC active',
      'ann Example disconnected',
      'bob Example active',
    ]);
    await engine.close();
  });

  it('is found by its timer and its rows after a restart', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const ann = await addAgent(database, 'ann', [sales], { idleSince: 1 });
    const bob = await addAgent(database, 'bob', [sales], { status: 'At lunch' });
    const first = await engineOn(database);
    const { interaction } = await first.chat.start({ target: 'Sales', name: 'Mary' });
    await first.rest();
    const waiting = await first.chat.start({ target: 'ann', targetType: 'user', name: 'Tom' });
    await first.rest();
    await first.close();
    await setStatus(database, bob, 'Available');

    const second = await engineOn(database);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Alerting', user: ann.id });
    second.clock.advance(30_000);
    await second.until(async () => (await rowOf(database, interaction)).user === bob.id);
    await second.until(async () => (await rowOf(database, waiting.interaction)).state === 'Offering');
    await second.close();
    await setStatus(database, ann, 'Available');

    const third = await engineOn(database);
    await third.until(async () => (await rowOf(database, waiting.interaction)).user === ann.id);
    await third.close();
  });
});
