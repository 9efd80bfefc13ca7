import { afterEach, expect, it } from 'vitest';
import { createLocalBus } from '../../lib/cluster/bus-local.ts';
import { createPresence, leaseLength, type Presence } from '../../lib/console/presence.ts';
import { presenceStore } from '../../lib/console/store-presence.ts';
import { createJournal, type Journal } from '../../lib/journal/journal.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog, type TestDatabase } from '../support/databases.ts';

/** One process on a database: its presence, and what it asked the queues for. */
interface Node {
  readonly presence: Presence;
  readonly requeued: string[];
  readonly woken: string[];
  close(): Promise<void>;
}

const second = 1_000;

describeEachDatabase('presence leases', (open) => {
  const nodes: Node[] = [];
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
  });

  async function startNode(
    database: TestDatabase,
    clock: TestClock,
    fails: () => boolean = () => false,
  ): Promise<Node> {
    const runtime: Runtime = { clock, ids: systemIds, log: silentLog };
    const journal: Journal = createJournal({ database, bus: createLocalBus(silentLog), runtime });
    const requeued: string[] = [];
    const woken: string[] = [];
    const queues = {
      wakeAgent: (user: string) => void woken.push(user),
      async requeueFrom(user: string) {
        if (fails()) throw new Error('no database');
        requeued.push(user);
        return 1;
      },
    };
    const presence = createPresence({
      store: presenceStore(database),
      journal,
      queues,
      runtime,
      node: `node-${nodes.length}`,
    });
    await presence.start();
    const node: Node = {
      presence,
      requeued,
      woken,
      async close() {
        presence.close();
        await presence.settled();
        await journal.close();
      },
    };
    nodes.push(node);
    return node;
  }

  /** Moves time in small steps, and lets what each of them started finish. */
  async function pass(clock: TestClock, ms: number, ...running: Node[]): Promise<void> {
    for (let gone = 0; gone < ms; gone += second) {
      clock.advance(Math.min(second, ms - gone));
      for (const node of running) await node.presence.settled();
    }
  }

  async function leases(database: TestDatabase): Promise<Record<string, number>> {
    const rows: { user_id: string; until: number }[] = await database.knex('iwt_lease').select('user_id', 'until');
    return Object.fromEntries(rows.map((row) => [row.user_id, Number(row.until)]));
  }

  it('keeps an agent with an open stream present, and makes him assignable at once', async () => {
    const database = await open();
    const clock = testClock();
    const node = await startNode(database, clock);
    node.presence.connected('ann');
    await node.presence.settled();
    expect(await leases(database)).toEqual({ ann: clock.now() + leaseLength });
    expect(node.woken).toEqual(['ann']);
    await pass(clock, 300 * second, node);
    expect((await leases(database)).ann).toBeGreaterThan(clock.now());
    expect(node.requeued).toEqual([]);
    expect(node.woken).toEqual(['ann']);
  });

  it('returns what a vanished agent had, once, and not before the lease ended', async () => {
    const database = await open();
    const clock = testClock();
    const node = await startNode(database, clock);
    node.presence.connected('ann')();
    node.presence.touch('bob');
    await node.presence.settled();
    await pass(clock, leaseLength - second, node);
    expect(node.requeued).toEqual([]);
    await pass(clock, 7 * second, node);
    expect(node.requeued.sort()).toEqual(['ann', 'bob']);
    expect(await leases(database)).toEqual({});
    await pass(clock, 200 * second, node);
    expect(node.requeued).toHaveLength(2);
  });

  it('forgives a reconnect within seconds', async () => {
    const database = await open();
    const clock = testClock();
    const node = await startNode(database, clock);
    for (let round = 0; round < 20; round++) {
      const leave = node.presence.connected('ann');
      await pass(clock, 7 * second, node);
      leave();
      await pass(clock, 20 * second, node);
    }
    expect(node.requeued).toEqual([]);
  });

  it('sweeps an expired lease on exactly one of many nodes', async () => {
    const database = await open({ file: true });
    const clock = testClock();
    const running = [
      await startNode(database, clock),
      await startNode(database, clock),
      await startNode(database, clock),
    ];
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    for (const [index, user] of users.entries()) running[index % 3]?.presence.touch(user);
    await pass(clock, 120 * second, ...running);
    expect(running.flatMap((node) => node.requeued).sort()).toEqual([...users].sort());
  });

  it('tries again when the return fails', async () => {
    const database = await open();
    const clock = testClock();
    let down = true;
    const node = await startNode(database, clock, () => down);
    node.presence.touch('ann');
    await pass(clock, 60 * second, node);
    expect(node.requeued).toEqual([]);
    down = false;
    await pass(clock, 60 * second, node);
    expect(node.requeued).toEqual(['ann']);
  });

  it('gives agents one lease of grace after a restart, in which nothing is assigned to the absent', async () => {
    const database = await open();
    const clock = testClock();
    const before = await startNode(database, clock);
    before.presence.connected('ann');
    before.presence.connected('bob');
    await before.presence.settled();
    await nodes.pop()?.close();
    clock.advance(8 * 3_600 * second);
    const node = await startNode(database, clock);
    for (const until of Object.values(await leases(database))) expect(until).toBeLessThan(clock.now());
    await pass(clock, 30 * second, node);
    expect(node.requeued).toEqual([]);
    node.presence.connected('ann');
    await node.presence.settled();
    expect(node.woken).toEqual(['ann']);
    await pass(clock, 60 * second, node);
    expect(node.requeued).toEqual(['bob']);
  });

  it('extends leases that still run when the restart was short', async () => {
    const database = await open();
    const clock = testClock();
    const before = await startNode(database, clock);
    before.presence.connected('ann');
    await before.presence.settled();
    await nodes.pop()?.close();
    clock.advance(leaseLength - second);
    await startNode(database, clock);
    expect(await leases(database)).toEqual({ ann: clock.now() + leaseLength });
  });

  it('finds agents with an interaction and no lease after a restart', async () => {
    const database = await open();
    const clock = testClock();
    const row = {
      type: 'chat',
      version: 1,
      state_since: 1,
      started_at: 1,
      queue_type: 'Workgroup',
      queue_id: 'q',
      queue_name: 'q',
      name: 'v',
    };
    const key = (id: string) => ({ id, chat_digest: id, participant_digest: id });
    await database.knex('iwt_interaction').insert([
      { ...row, ...key('2001000001'), state: 'Connected', user_id: 'ann' },
      { ...row, ...key('2001000002'), state: 'Held', user_id: 'ann' },
      { ...row, ...key('2001000003'), state: 'Disconnected', user_id: 'bob' },
      { ...row, ...key('2001000004'), state: 'Offering' },
    ]);
    const node = await startNode(database, clock);
    await pass(clock, leaseLength - second, node);
    expect(node.requeued).toEqual([]);
    await pass(clock, 7 * second, node);
    expect(node.requeued).toEqual(['ann']);
  });

  it('returns everything at once when an agent leaves on purpose, even while streams close later', async () => {
    const database = await open();
    const clock = testClock();
    const node = await startNode(database, clock);
    const end = node.presence.connected('ann');
    await node.presence.settled();
    expect(await node.presence.leave('ann')).toBe(1);
    expect(node.requeued).toEqual(['ann']);
    node.presence.connected('ann');
    end();
    await pass(clock, 120 * second, node);
    expect(node.requeued).toEqual(['ann']);
    expect((await leases(database)).ann).toBeGreaterThan(clock.now());
  });
});
