import { expect, it } from 'vitest';
import { createDesk } from '../../lib/callback/desk.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Timer } from '../../lib/timers/timers.ts';
import { addAgent, addWorkgroup, texts } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeMariadb, silentLog } from '../support/databases.ts';
import { callbacksOn, outcome, request, rowsOf } from './world.ts';

const minute = 60_000;

describeMariadb('callbacks on two nodes that know of each other only through the database', (open) => {
  async function twoNodes() {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support], { status: 'Gone home' });
    const bob = await addAgent(database, 'bob', [support], { status: 'Gone home' });
    const clock = testClock();
    const other = openDatabase({ url: database.url, connections: 5 }, { log: silentLog });
    const nodes = [await callbacksOn(database, { clock }), await callbacksOn(other, { clock })] as const;
    const close = async () => {
      for (const node of nodes) await node.close();
      await other.close();
    };
    return { database, ann, bob, clock, nodes, close };
  }

  it('begin once, whichever node the button’s second press reaches', async () => {
    const { database, nodes, close } = await twoNodes();
    for (let round = 0; round < 5; round++) {
      const wanted = request({ telephone: `030 444400${round}`, address: '192.0.2.1' });
      const made = await Promise.all([0, 1, 0, 1].map((node) => nodes[node]?.callbacks.create(wanted)));
      expect(new Set(made.map((one) => one?.participantId)).size).toBe(1);
      expect(made.filter((one) => one?.repeated === false)).toHaveLength(1);
      for (const node of nodes) {
        expect((await node.callbacks.status(made[0]?.participantId ?? '')).number).toBe(made[0]?.number);
      }
    }
    expect(Number((await database.knex('iwt_callback').count({ n: '*' }))[0]?.n)).toBe(5);
    await close();
  });

  it('never go on more than three for one number', async () => {
    const { nodes, close } = await twoNodes();
    const results = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map((index) => {
        const who = { name: `Visitor ${index}`, address: `192.0.2.${index}` };
        const create = nodes[index % 2]?.callbacks.create(request({ telephone: '030 5555000', ...who }));
        return outcome(create ?? Promise.reject(new Error('no node')));
      }),
    );
    expect(results.filter((one) => one === 'done')).toHaveLength(3);
    expect(results.filter((one) => one === 'callback.limited')).toHaveLength(5);
    await close();
  });

  it('go to one agent, wake once, and are known everywhere', async () => {
    const { database, ann, bob, nodes, clock, close } = await twoNodes();
    const [first, second] = nodes;
    const { interaction, participantId, number } = await first.callbacks.create(request());
    const both = await Promise.all([
      outcome(first.callbacks.pickup(ann, interaction)),
      outcome(second.callbacks.pickup(bob, interaction)),
    ]);
    expect(both.sort()).toEqual(['done', 'interaction.state']);
    const { user } = await rowsOf(database, interaction);
    const winner = user === ann.id ? ann : bob;
    // The node that did not see the pickup.
    await second.callbacks.act(winner, interaction, { action: 'retryLater', minutes: 1 });
    await first.callbacks.act(winner, interaction, { action: 'retryLater', minutes: 1 });
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Snoozed', snoozes: 1, timers: ['snooze'] });
    clock.advance(minute);
    await first.until(async () => {
      clock.advance(600);
      return (await rowsOf(database, interaction)).timers.length === 0;
    });
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Offering', snoozes: 1 });
    const due = await database
      .knex('iwt_interaction_event')
      .where({ interaction_id: interaction })
      .where('body', 'like', '%"reason":"due"%');
    expect(due).toHaveLength(1);
    expect(await second.callbacks.reconnect(number, '192.0.2.1')).toEqual({ participantId });
    await second.callbacks.cancel(participantId);
    expect(await outcome(first.callbacks.pickup(ann, interaction))).toBe('interaction.state');
    await close();
  });

  it('come back though the node whose turn it is has not heard that they were put off', async () => {
    const { database, ann, nodes, close } = await twoNodes();
    const [first, second] = nodes;
    const due = new Map<string, (timer: Timer) => Promise<void>>();
    const timers = {
      ...second.timers,
      on: (kind: string, run: (timer: Timer) => Promise<void>) => void due.set(kind, run),
    };
    const rulesOf = () => Promise.reject(new Error('not asked'));
    createDesk({ ...second, timers, rulesOf, texts, runtime: { clock: second.clock, ids: systemIds, log: silentLog } });
    const { interaction } = await first.callbacks.create(request());
    await first.callbacks.pickup(ann, interaction);
    expect((await second.interactions.get(interaction))?.state).toBe('Connected');
    await first.callbacks.act(ann, interaction, { action: 'retryLater', minutes: 1 });
    const { until } = await rowsOf(database, interaction);
    const fallDue = (at: number) =>
      due.get('snooze')?.({ id: '', kind: 'snooze', dueAt: at, payload: { interaction, until: at } });
    await fallDue((until ?? 0) - 1);
    expect((await rowsOf(database, interaction)).state).toBe('Snoozed');
    await fallDue(until ?? 0);
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Offering', timers: [] });
    await close();
  });

  it('leave an agent who is gone, though the node that notices has not heard that he took them', async () => {
    const { database, ann, nodes, close } = await twoNodes();
    const [first, second] = nodes;
    const { interaction } = await first.callbacks.create(request());
    expect((await second.interactions.get(interaction))?.state).toBe('Offering');
    await first.callbacks.pickup(ann, interaction);
    expect(await second.queues.requeueFrom(ann.id)).toBe(1);
    expect(await rowsOf(database, interaction)).toMatchObject({ state: 'Offering', user: null });
    await close();
  });
});
