import { expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { createParams } from '../../lib/params/params.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { createWorkgroups } from '../../lib/workgroups/workgroups.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, silentLog, type TestDatabase } from '../support/databases.ts';
import { addAgent, addWorkgroup, type Engine, type EngineOptions, engineOn, receive, rowOf, told } from './world.ts';

const second = 1000;
const minute = 60_000;

const warning =
  'CIC: Mary has been idle for 5 minutes. The party has to type something within next 2 minutes to remain active in chat.';
const goodbye = 'CIC: Mary has been disconnected from chat since being idle for 7 minutes.';

/** An engine and what it works on. */
interface Running {
  readonly engine: Engine;
  readonly database: TestDatabase;
}

/** An engine that reads real parameters and workgroups. */
async function open(database: TestDatabase, options: EngineOptions = {}) {
  const clock = options.clock ?? testClock();
  const runtime = { clock, ids: systemIds, log: silentLog };
  const audit = createAudit({ database, runtime });
  const params = createParams({ database, runtime, audit });
  const workgroups = createWorkgroups({ database, runtime, audit });
  await params.refresh();
  const idle = { params, overrides: workgroups.idleOverrides, language: 'en-us' };
  const engine = await engineOn(database, { ...options, clock, idle });
  return { engine, database, params, workgroups };
}

/** A chat that the agent Ann has, with the timeout switched on. */
async function talking(database: TestDatabase, language?: string) {
  const support = await addWorkgroup(database, 'Support');
  const ann = await addAgent(database, 'ann', [support]);
  const opened = await open(database);
  const { engine, params } = opened;
  await params.set('EnableIdleTimeout', 1, 'test');
  const started = await engine.chat.start({ target: 'Support', name: 'Mary', language });
  await engine.rest();
  await engine.chat.pickup(ann, started.interaction);
  await engine.until(async () => Number((await timersOf(database))[0]?.due_at) === engine.clock.now() + 5 * minute);
  await receive(engine.chat, started.participantId);
  return { ...opened, ann, ...started };
}

async function timersOf(database: TestDatabase) {
  return database.knex('iwt_timer').where({ kind: 'idle' }).select();
}

/** Time goes by while the visitor's page polls. */
async function pass(running: Running, ms: number, participantId?: string): Promise<string[]> {
  const lines: string[] = [];
  for (let left = ms; left > 0; left -= 10 * second) {
    running.engine.clock.advance(Math.min(left, 10 * second));
    await settle(running);
    if (participantId !== undefined) lines.push(...told(await receive(running.engine.chat, participantId)));
  }
  return lines;
}

/** Whether a timer waits to be run, or runs. */
async function isDue(database: TestDatabase, now: number): Promise<boolean> {
  return (await database.knex('iwt_timer').where({ kind: 'idle' }).where('due_at', '<=', now)).length > 0;
}

/** Lets the idle timers that are due run through the database. */
async function settle({ engine, database }: Running): Promise<void> {
  await engine.rest();
  await engine.until(async () => {
    const due = await isDue(database, engine.clock.now());
    const rows: { id: string; version: number }[] = await database.knex('iwt_interaction').select('id', 'version');
    const told = rows.every(({ id, version }) => (engine.interactions.peek(id)?.version ?? version) >= version);
    return !due && told;
  });
  await engine.rest();
}

const isOver = (database: TestDatabase, interaction: string) => async () =>
  (await rowOf(database, interaction)).state === 'Disconnected';

describeEachDatabase('EnableIdleTimeout', (openDatabase) => {
  it('warns whoever stops typing after PartyIdleTime, and ends the chat after PartyIdleGraceTime', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, participantId, interaction } = running;
    expect(await pass(running, 290 * second, participantId)).toEqual([]);
    expect(await pass(running, 20 * second, participantId)).toEqual([warning]);
    expect(await pass(running, 100 * second, participantId)).toEqual([]);
    const end = await pass(running, 30 * second, participantId);
    await engine.until(isOver(database, interaction));
    expect([...end, ...told(await receive(engine.chat, participantId))]).toEqual([
      goodbye,
      'ann Example disconnected',
      'Mary disconnected',
    ]);
    expect(await rowOf(database, interaction)).toMatchObject({ end: 'System' });
    expect(await timersOf(database)).toEqual([]);
    await engine.close();
  });

  it('starts the PartyIdleTime anew with every text and with typing, but not with polls', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, participantId, interaction } = running;
    await pass(running, 200 * second, participantId);
    await engine.chat.send(participantId, { message: 'still here' });
    expect(await pass(running, 290 * second, participantId)).toEqual(['Mary: still here']);
    await engine.chat.setTyping(participantId, true);
    expect(await pass(running, 290 * second, participantId)).toEqual([]);
    expect(await pass(running, 20 * second, participantId)).toEqual([warning]);
    // Typing in the grace time takes the warning back.
    await pass(running, 100 * second, participantId);
    await engine.chat.setTyping(participantId, true);
    expect(await pass(running, 290 * second, participantId)).toEqual([]);
    expect(await pass(running, 20 * second, participantId)).toEqual([warning]);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Connected' });
    await engine.close();
  });

  it('writes nothing more for a text, and no more than now and then for typing', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, participantId } = running;
    const [before] = await timersOf(database);
    for (let text = 0; text < 5; text++) {
      await engine.chat.send(participantId, { message: `text ${text}` });
      await pass(running, 10 * second, participantId);
    }
    expect(await timersOf(database)).toEqual([before]);
    await engine.chat.setTyping(participantId, true);
    await engine.until(async () => (await timersOf(database))[0].due_at !== before.due_at);
    const [once] = await timersOf(database);
    for (let typed = 0; typed < 2; typed++) {
      await pass(running, 10 * second, participantId);
      await engine.chat.setTyping(participantId, true);
    }
    expect(await timersOf(database)).toEqual([once]);
    await engine.close();
  });

  it('does not count the time on hold, nor the time in the queue of a visitor who polls', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, ann, participantId, interaction } = running;
    const waits = await engine.chat.start({ target: 'Support', name: 'Tom' });
    await engine.chat.hold(ann, interaction);
    // Pages in the background poll once a minute.
    for (let passed = 0; passed < 15; passed++) {
      await pass(running, minute);
      const lines = [
        ...told(await receive(engine.chat, participantId)),
        ...told(await receive(engine.chat, waits.participantId)),
      ];
      expect(lines.filter((line) => line.includes('idle'))).toEqual([]);
    }
    await engine.chat.resume(ann, interaction);
    await receive(engine.chat, participantId);
    expect(await pass(running, 290 * second, participantId)).toEqual([]);
    expect(await pass(running, 20 * second, participantId)).toEqual([warning]);
    await engine.close();
  });

  it('warns and ends a waiting chat whose page polls no more, later than PartyIdleTime and once', async () => {
    const database = await openDatabase();
    await addWorkgroup(database, 'Support');
    const running = await open(database);
    const { engine, params } = running;
    await params.set('EnableIdleTimeout', 1, 'test');
    const { participantId, interaction } = await engine.chat.start({ target: 'Support', name: 'Mary' });
    await receive(engine.chat, participantId);
    await pass(running, 380 * second);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    const texts = async () => {
      const state = await engine.interactions.get(interaction);
      const events = state ? await engine.interactions.events(state, 0) : [];
      return events.flatMap(({ type, body }) => (type === 'text' && body.text.includes('idle') ? [body.text] : []));
    };
    expect(await texts()).toEqual([]);
    await pass(running, 20 * second);
    await engine.until(async () => (await texts()).length === 1);
    await pass(running, 140 * second);
    await engine.until(isOver(database, interaction));
    expect((await texts()).map((text) => `CIC: ${text}`)).toEqual([warning, goodbye]);
    expect(await rowOf(database, interaction)).toMatchObject({ end: 'System' });
    // Back after all, the visitor is told.
    expect(told(await receive(engine.chat, participantId)).slice(-3)).toEqual([warning, goodbye, 'Mary disconnected']);
    await engine.close();
  });

  it('forgives a page that polls again after the warning', async () => {
    const database = await openDatabase();
    await addWorkgroup(database, 'Support');
    const running = await open(database);
    const { engine, params } = running;
    await params.set('EnableIdleTimeout', 1, 'test');
    const { participantId, interaction } = await engine.chat.start({ target: 'Support', name: 'Mary' });
    await pass(running, 400 * second);
    await engine.until(async () => told(await receive(engine.chat, participantId)).includes(warning));
    expect(await pass(running, 10 * minute, participantId)).toEqual([]);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Offering' });
    await engine.close();
  });

  it('acts at once on running chats when it is switched on, and when it is switched off', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, params, participantId, interaction } = running;
    await params.set('EnableIdleTimeout', 0, 'test');
    expect(await pass(running, 20 * minute, participantId)).toEqual([]);
    expect(await timersOf(database)).toEqual([]);
    await params.set('EnableIdleTimeout', 1, 'test');
    const lines: string[] = [];
    await engine.until(async () => {
      lines.push(...told(await receive(engine.chat, participantId)));
      return lines.length > 0;
    });
    expect(lines).toEqual([warning]);
    await params.set('EnableIdleTimeout', 0, 'test');
    await pass(running, 10 * minute, participantId);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Connected' });
    await engine.close();
  });

  it('PartyIdleTime, PartyIdleGraceTime and both messages act at once on running chats', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, params, participantId, interaction } = running;
    await pass(running, minute, participantId);
    await params.set('IdleWarningMessage', '%1|%2|%3|%4', 'test');
    await params.set('IdleDisconnectMessage', 'Bye %1 after %4', 'test');
    await params.set('PartyIdleTime', 60, 'test');
    const lines: string[] = [];
    const hear = async () => {
      lines.push(...told(await receive(engine.chat, participantId)));
      return lines.length;
    };
    await engine.until(async () => (await hear()) > 0);
    expect(lines).toEqual(['CIC: Mary|1 minute|2 minutes|3 minutes']);
    await pass(running, 30 * second);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Connected' });
    await params.set('PartyIdleGraceTime', 30, 'test');
    // The minute after the start of the service is over by now.
    await engine.until(async () => (await hear()) > 1);
    expect(await rowOf(database, interaction)).toMatchObject({ end: 'System' });
    expect(lines[1]).toBe('CIC: Bye Mary after 1 minute and 30 seconds');
    await engine.close();
  });

  it('IdleWarningMessage writes times in the language of the visitor; an empty one is not said', async () => {
    const database = await openDatabase();
    const running = await talking(database, 'de-DE');
    const { engine, params, participantId, interaction } = running;
    await params.set('IdleWarningMessage', '%1: %2', 'test');
    await params.set('IdleDisconnectMessage', '', 'test');
    expect(await pass(running, 310 * second, participantId)).toEqual(['CIC: Mary: 5 Minuten']);
    await pass(running, 130 * second);
    await engine.until(isOver(database, interaction));
    expect(told(await receive(engine.chat, participantId))).toEqual(['ann Example disconnected', 'Mary disconnected']);
    await engine.close();
  });

  it('can be set for a workgroup, and acts within seconds when another process does it', async () => {
    const database = await openDatabase();
    const running = await talking(database);
    const { engine, params, workgroups, participantId } = running;
    await addWorkgroup(database, 'Sales');
    await workgroups.update('Sales', { idleTime: 1 }, 'test');
    await pass(running, 90 * second, participantId);
    const own = { idleTime: 60, idleGrace: 30, idleWarning: 'Hurry, %1: %3', idleDisconnect: 'Gone for %4' };
    expect(await workgroups.update('Support', own, 'test')).toMatchObject(own);
    const lines: string[] = [];
    const hear = async () => {
      lines.push(...told(await receive(engine.chat, participantId)));
      return lines.length;
    };
    engine.clock.advance(3 * second);
    await engine.until(async () => (await hear()) > 0);
    expect(lines).toEqual(['CIC: Hurry, Mary: 30 seconds']);
    engine.clock.advance(30 * second);
    await engine.until(async () => (await hear()) > 1);
    expect(lines[1]).toBe('CIC: Gone for 1 minute and 30 seconds');
    await expect(workgroups.update('Support', { idleTime: 0 }, 'test')).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'idleTime' },
    });
    await expect(workgroups.update('Support', { idleWarning: 'x'.repeat(2001) }, 'test')).rejects.toMatchObject({
      details: { field: 'idleWarning' },
    });
    void params;
    await engine.close();
  });

  it('goes on after a restart, and lets nobody go who was cut off by it', async () => {
    const database = await openDatabase();
    const before = await talking(database);
    const { clock } = before.engine;
    expect(await pass(before, 310 * second, before.participantId)).toEqual([warning]);
    before.params.close();
    await before.engine.close();
    clock.advance(60 * minute);
    const running = await open(database, { clock });
    const { engine } = running;
    await pass(running, 50 * second, before.participantId);
    expect(await rowOf(database, before.interaction)).toMatchObject({ state: 'Connected' });
    await pass(running, 20 * second, before.participantId);
    await engine.until(isOver(database, before.interaction));
    await engine.close();
  });

  it('finds chats that have no timer when it starts', async () => {
    const database = await openDatabase();
    const before = await talking(database);
    const clock: TestClock = before.engine.clock;
    before.params.close();
    await before.engine.close();
    await database.knex('iwt_timer').del();
    const running = await open(database, { clock });
    const { engine } = running;
    await engine.until(async () => (await timersOf(database)).length === 1);
    expect(await pass(running, 310 * second, before.participantId)).toEqual([warning]);
    await engine.close();
  });
});

describeMariadb('EnableIdleTimeout on two nodes', (openDatabase) => {
  it.each(['with a bus', 'without a bus'])('counts texts and typing on the other node %s', async (how) => {
    const database = await openDatabase();
    const hub = how === 'with a bus' ? createLocalHub() : undefined;
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support]);
    const clock = testClock();
    const first = await open(database, { clock, ...(hub && { hub }) });
    const other = await open(database, { clock, ...(hub && { hub }) });
    await first.params.set('EnableIdleTimeout', 1, 'test');
    await other.params.refresh();
    const { participantId, interaction } = await first.engine.chat.start({ target: 'Support', name: 'Mary' });
    await first.engine.rest();
    await first.engine.chat.pickup(ann, interaction);
    const both = async (ms: number) => {
      for (let left = ms; left > 0; left -= 5 * second) {
        clock.advance(5 * second);
        await first.engine.rest();
        await other.engine.rest();
        await first.engine.until(async () => !(await isDue(database, clock.now())));
        if (left % minute === 0) await receive(other.engine.chat, participantId);
      }
    };
    const warnings = async () => {
      const rows = await database.knex('iwt_interaction_event').where({ interaction_id: interaction, type: 'idle' });
      return rows.length;
    };
    await both(4 * minute);
    await other.engine.chat.send(participantId, { message: 'hello' });
    await both(4 * minute);
    await other.engine.chat.setTyping(participantId, true);
    await both(4 * minute);
    expect(await warnings()).toBe(0);
    await both(2 * minute);
    await first.engine.until(async () => (await warnings()) > 0);
    expect(await warnings()).toBe(1);
    await both(3 * minute);
    await first.engine.until(isOver(database, interaction));
    expect(await warnings()).toBe(1);
    await first.engine.close();
    await other.engine.close();
  });
});
