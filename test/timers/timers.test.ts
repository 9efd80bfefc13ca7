import { expect, it } from 'vitest';
import type { Database } from '../../lib/database/connect.ts';
import type { Journal } from '../../lib/journal/journal.ts';
import { createTimerStore, type TimerStore } from '../../lib/timers/store.ts';
import { createTimers, type Timer, type Timers } from '../../lib/timers/timers.ts';
import { journalOn, runtimeOf, turns } from '../journal/made.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, sqliteDatabase } from '../support/databases.ts';

interface Node {
  readonly clock: TestClock;
  readonly journal: Journal;
  readonly timers: Timers;
  /** Ids of the timers that ran, in order. */
  readonly ran: string[];
  set(id: string, inMs: number, payload?: unknown): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Resolves when so many timers have run. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Given {
  readonly name?: string;
  readonly clock?: TestClock;
  readonly store?: TimerStore;
  readonly handler?: (timer: Timer, node: Node) => Promise<void>;
}

async function nodeOn(
  database: Database,
  { name = 'one', clock = testClock(), store, handler }: Given = {},
): Promise<Node> {
  const journal = await journalOn(database, { clock });
  const timers = createTimers({ database, journal, runtime: runtimeOf({ clock }), node: name, store });
  const ran: string[] = [];
  let changed = () => {};
  const commit = (write: Parameters<Timers['write']>[0] | string) => {
    const writes = [typeof write === 'string' ? timers.cancel(write) : timers.write(write)];
    return journal.commit({ interaction: '', expects: 0, events: [], writes }).then(() => undefined);
  };
  const node: Node = {
    clock,
    journal,
    timers,
    ran,
    set: (id, inMs, payload) => commit({ id, kind: 'test', dueAt: clock.now() + inMs, payload }),
    cancel: commit,
    async until(count) {
      while (ran.length < count) {
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
    async close() {
      await timers.close();
      await journal.close();
    },
  };
  timers.on('test', async (timer) => {
    try {
      await handler?.(timer, node);
    } finally {
      ran.push(timer.id);
      changed();
    }
  });
  return node;
}

const rows = (database: Database): Promise<string[]> => database.knex('iwt_timer').orderBy('id').pluck('id');

/** Resolves when the database holds these timers and no others. */
async function untilRows(database: Database, ids: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if ((await rows(database)).join() === ids.join()) return;
    await turns(1);
  }
  expect(await rows(database)).toEqual(ids);
}

describeEachDatabase('timers', (open) => {
  it('run when they are due, not before, and are gone then', async () => {
    const database = await open();
    const seen: Timer[] = [];
    const node = await nodeOn(database, {
      handler: async (timer) => void seen.push(timer),
    });
    await node.timers.start();
    await node.set('b', 2000, { chat: 1 });
    await node.set('a', 1000);
    node.clock.advance(999);
    expect(node.ran).toEqual([]);
    node.clock.advance(1);
    await node.until(1);
    await untilRows(database, ['b']);
    node.clock.advance(1000);
    await node.until(2);
    expect(node.ran).toEqual(['a', 'b']);
    expect(seen[1]).toEqual({ id: 'b', kind: 'test', dueAt: node.clock.now(), payload: { chat: 1 } });
    await untilRows(database, []);
    await node.close();
  });

  it('do not run when cancelled, and run later when moved', async () => {
    const database = await open();
    const node = await nodeOn(database);
    await node.timers.start();
    await node.set('cancelled', 1000);
    await node.set('moved', 1000);
    await node.cancel('cancelled');
    await node.set('moved', 5000);
    await node.set('mark', 1000);
    node.clock.advance(1000);
    await node.until(1);
    await untilRows(database, ['moved']);
    node.clock.advance(4000);
    await node.until(2);
    expect(node.ran).toEqual(['mark', 'moved']);
    await node.close();
  });

  it('run after a restart, also those that fell due meanwhile', async () => {
    const database = await open();
    const clock = testClock();
    const before = await nodeOn(database, { clock });
    await before.timers.start();
    await before.set('overdue', 1000);
    await before.set('later', 120_000);
    await before.close();
    clock.advance(60_000);
    const after = await nodeOn(database, { clock });
    await after.timers.start();
    await after.until(1);
    expect(after.ran).toEqual(['overdue']);
    clock.advance(60_000);
    await after.until(2);
    expect(after.ran).toEqual(['overdue', 'later']);
    await after.close();
  });

  it('whose handler fails are tried again later, and again later still', async () => {
    const database = await open();
    let failures = 2;
    const node = await nodeOn(database, {
      handler: async () => {
        if (failures-- > 0) throw new Error('not now');
      },
    });
    await node.timers.start();
    await node.set('t', 1000);
    node.clock.advance(1000);
    await node.until(1);
    const putOff = async (ms: number) => {
      const due = async () => Number((await database.knex('iwt_timer').pluck('due_at'))[0]);
      while ((await due()) !== node.clock.now() + ms) await turns(1);
    };
    await putOff(5000);
    node.clock.advance(5000);
    await node.until(2);
    await putOff(10_000);
    node.clock.advance(10_000);
    await node.until(3);
    await untilRows(database, []);
    await node.close();
  });

  it('may be set again by their own handler, or cancelled in its commit', async () => {
    const database = await open();
    const node = await nodeOn(database, {
      handler: async ({ id }, self) => {
        if (id === 'again' && self.ran.length < 2) await self.set('again', 1000);
        else await self.cancel(id);
      },
    });
    await node.timers.start();
    await node.set('again', 1000);
    for (let round = 1; round <= 3; round++) {
      node.clock.advance(1000);
      await node.until(round);
    }
    await untilRows(database, []);
    expect(node.ran).toEqual(['again', 'again', 'again']);
    await node.close();
  });

  it('of kinds without a handler wait for one', async () => {
    const database = await open();
    const node = await nodeOn(database);
    await node.timers.start();
    const strange = node.timers.write({ id: 'strange', kind: 'strange', dueAt: 0, payload: null });
    await node.journal.commit({ interaction: '', expects: 0, events: [], writes: [strange] });
    await node.set('known', 0);
    node.clock.advance(1000);
    await node.until(1);
    await untilRows(database, ['strange']);
    const ran = new Promise<string>((resolve) => {
      node.timers.on('strange', async (timer) => resolve(timer.id));
    });
    expect(await ran).toBe('strange');
    await untilRows(database, []);
    await node.close();
  });

  it('all run, however many are due at once, and closing waits for them', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const writes = Array.from({ length: 500 }, (_, number) =>
      node.timers.write({ id: `t${number}`, kind: 'test', dueAt: number % 7, payload: number }),
    );
    await node.journal.commit({ interaction: '', expects: 0, events: [], writes });
    await node.timers.start();
    await node.until(500);
    expect(new Set(node.ran).size).toBe(500);
    await node.close();
    await untilRows(database, []);
  });

  it('survive a database that fails for a while', async () => {
    const database = await open();
    const store = createTimerStore(database, 'one');
    let down = true;
    const flaky: TimerStore = {
      ...store,
      nextDue: (...args) => (down ? Promise.reject(new Error('down')) : store.nextDue(...args)),
    };
    const node = await nodeOn(database, { store: flaky });
    await node.timers.start();
    await node.set('t', 0);
    node.clock.advance(1000);
    down = false;
    for (let tries = 0; tries < 10; tries++) {
      node.clock.advance(1000);
      await rows(database);
      await turns();
    }
    await node.until(1);
    expect(node.ran).toEqual(['t']);
    await node.close();
  });
});

it('timers on SQLite ask the database only when something is due', async () => {
  const database = await sqliteDatabase();
  const node = await nodeOn(database);
  await node.timers.start();
  await node.set('far', 3_600_000);
  let queries = 0;
  database.knex.on('query', () => queries++);
  for (let minute = 0; minute < 59; minute++) node.clock.advance(60_000);
  await rows(database);
  expect(queries).toBe(1);
  node.clock.advance(60_000);
  await node.until(1);
  await node.close();
  await database.drop();
});

it('a timer with too long a name is refused', async () => {
  const database = await sqliteDatabase();
  const { timers, close } = await nodeOn(database);
  expect(() => timers.write({ id: 'x'.repeat(65), kind: 'test', dueAt: 0, payload: 1 })).toThrow('too long');
  await close();
  await database.drop();
});

describeMariadb('timers of two nodes', (open) => {
  it('run once each, on whichever node is there', async () => {
    const database = await open();
    const clock = testClock();
    const nodes = [await nodeOn(database, { name: 'one', clock }), await nodeOn(database, { name: 'two', clock })];
    for (const node of nodes) await node.timers.start();
    await Promise.all(
      Array.from({ length: 100 }, (_, number) => nodes[number % 2]?.set(`t${number}`, 1000 + (number % 5))),
    );
    for (let tries = 0; tries < 500 && (await rows(database)).length > 0; tries++) clock.advance(1000);
    const ran = nodes.flatMap((node) => node.ran);
    expect(ran).toHaveLength(100);
    expect(new Set(ran).size).toBe(100);
    await Promise.all(nodes.map((node) => node.close()));
  });

  it('of a node that died in the middle run again elsewhere once its claim is over', async () => {
    const database = await open();
    const clock = testClock();
    let revive = () => {};
    const dying = await nodeOn(database, {
      name: 'dying',
      clock,
      handler: () =>
        new Promise((resolve) => {
          revive = resolve;
        }),
    });
    await dying.timers.start();
    await dying.set('t', 1000);
    clock.advance(1000);
    while ((await database.knex('iwt_timer').pluck('node'))[0] !== 'dying');
    const other = await nodeOn(database, { name: 'other', clock });
    await other.timers.start();
    clock.advance(30_000);
    await rows(database);
    expect(other.ran).toEqual([]);
    for (let tries = 0; tries < 500 && other.ran.length === 0; tries++) {
      clock.advance(1000);
      await rows(database);
    }
    expect(other.ran).toEqual(['t']);
    revive();
    await Promise.all([dying.close(), other.close()]);
  });
});
