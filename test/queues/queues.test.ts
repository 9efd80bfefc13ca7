import { expect, it } from 'vitest';
import type { StartedChat } from '../../lib/chat/chat.ts';
import { addAgent, addWorkgroup, engineOn, rowOf, setStatus, turns } from '../chat/world.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('queues', (open) => {
  it('are found by name in any letter case, workgroups unless a user is asked for', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales EN');
    const old = await addWorkgroup(database, 'Closed');
    await database.knex('iwt_workgroup').where({ id: old }).update({ active: 0 });
    const ann = await addAgent(database, 'Ann', [sales]);
    const { queues, close } = await engineOn(database);
    const workgroup = { type: 'Workgroup', id: sales, name: 'Sales EN' };
    expect(await queues.resolveTarget('sales en')).toEqual(workgroup);
    expect(await queues.resolveTarget('SALES EN', 'WORKGROUP')).toEqual(workgroup);
    expect(await queues.resolveTarget('aNN', 'User')).toEqual({ type: 'User', id: ann.id, name: 'Ann Example' });
    const nothing: [string, string?][] = [
      ['Ann'],
      ['Sales EN', 'User'],
      ['Sales EN', 'Station'],
      ['closed'],
      ['%'],
      [''],
    ];
    for (const [name, type] of nothing) expect(await queues.resolveTarget(name, type)).toBeUndefined();
    expect(await queues.serves(ann.id, { type: 'Workgroup', id: sales, name: '' })).toBe(true);
    expect(await queues.serves(ann.id, { type: 'Workgroup', id: old, name: '' })).toBe(false);
    expect(await queues.serves(ann.id, { type: 'User', id: ann.id, name: '' })).toBe(true);
    expect(await queues.serves(ann.id, { type: 'User', id: sales, name: '' })).toBe(false);
    await close();
  });

  it('ask only agents who are there, available, activated and not full', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    await addAgent(database, 'lunch', [sales], { status: 'At lunch' });
    await addAgent(database, 'gone', [sales], { lease: -1 });
    await addAgent(database, 'deactivated', [sales], { activated: false });
    await addAgent(database, 'full', [sales], { maxAssign: 0 });
    await addAgent(database, 'elsewhere', []);
    const left = await addAgent(database, 'left', [sales]);
    await database.knex('iwt_user').where({ id: left.id }).update({ active: 0 });
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering', user: null });
    const ann = await addAgent(database, 'ann', [sales]);
    engine.queues.wake(sales);
    await engine.until(async () => (await rowOf(database, interaction)).user === ann.id);
    await engine.close();
  });

  it('give chats in the order they came, and agents in the order they became idle', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales', { maxAssign: 2, utilization: 50 });
    const agents = await Promise.all(
      ['ann', 'bob', 'cid'].map((name, index) => addAgent(database, name, [sales], { idleSince: 100 - index })),
    );
    const engine = await engineOn(database);
    const got: string[] = [];
    for (let number = 0; number < 6; number++) {
      engine.clock.advance(10);
      const { interaction } = await engine.chat.start({ target: 'Sales', name: `${number}` });
      await engine.until(async () => (await rowOf(database, interaction)).state === 'Alerting');
      const { user } = await rowOf(database, interaction);
      got.push(agents.find((agent) => agent.id === user)?.username ?? '');
    }
    expect(got).toEqual(['cid', 'bob', 'ann', 'cid', 'bob', 'ann']);
    const waiting: StartedChat[] = [];
    for (let number = 0; number < 3; number++) {
      engine.clock.advance(10);
      waiting.push(await engine.chat.start({ target: 'Sales', name: `waiting ${number}` }));
    }
    const ann = agents[0];
    const first = await database.knex('iwt_interaction').where({ user_id: ann?.id }).first();
    if (!ann) throw new Error('there is an Ann');
    await engine.chat.pickup(ann, first.id);
    await engine.chat.disconnect(ann, first.id);
    await engine.until(async () => (await rowOf(database, waiting[0]?.interaction ?? '')).user === ann.id);
    expect(await rowOf(database, waiting[1]?.interaction ?? '')).toMatchObject({ state: 'Offering' });
    await engine.close();
  });

  it('of one user wait for that user', async () => {
    const database = await open();
    const ann = await addAgent(database, 'ann', [], { status: 'In a meeting' });
    await addAgent(database, 'bob', []);
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'ANN', targetType: 'User', name: 'Mary' });
    await engine.rest();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    await setStatus(database, ann, 'Available');
    engine.queues.wakeAgent(ann.id);
    await engine.until(async () => (await rowOf(database, interaction)).user === ann.id);
    await engine.close();
  });

  it('are looked at again by themselves when a wake-up got lost', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    const ann = await addAgent(database, 'ann', [sales]);
    await turns();
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    engine.clock.advance(15_000);
    await engine.until(async () => (await rowOf(database, interaction)).user === ann.id);
    await engine.close();
  });

  it('tell how many agents are free, and how long the wait is', async () => {
    const database = await open();
    const sales = await addWorkgroup(database, 'Sales');
    const queue = { type: 'Workgroup', id: sales, name: 'Sales' } as const;
    const ann = await addAgent(database, 'ann', [sales], { maxAssign: 9 });
    const engine = await engineOn(database);
    const { queues, clock, chat } = engine;
    expect(await queues.query(queue)).toEqual({ agentsAvailable: 1, estimatedWaitTime: -1 });
    const first = await chat.start({ target: 'Sales', name: 'Mary' });
    await engine.rest();
    clock.advance(8_000);
    await chat.pickup(ann, first.interaction);
    expect(await queues.query(queue)).toEqual({ agentsAvailable: 0, estimatedWaitTime: 8 });
    await addAgent(database, 'bob', [sales]);
    // Asked again so soon, it answers what it knew.
    expect(await queues.query(queue)).toEqual({ agentsAvailable: 0, estimatedWaitTime: 8 });
    clock.advance(5_000);
    expect(await queues.query(queue)).toEqual({ agentsAvailable: 1, estimatedWaitTime: 8 });
    await database.knex('iwt_user').update({ status_id: 'At lunch' });
    await chat.start({ target: 'Sales', name: 'Tom' });
    await engine.rest();
    clock.advance(5_000);
    expect(await queues.query(queue)).toEqual({ agentsAvailable: 0, estimatedWaitTime: 16 });
    clock.advance(31 * 60_000);
    expect(await queues.query(queue)).toMatchObject({ estimatedWaitTime: -1 });
    await engine.close();
  });
});
