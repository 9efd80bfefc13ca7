import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/chat/chat.ts';
import { acknowledge, CLAIM_LEASE_MS, claimNew, openMailbox, settleClaim } from '../../lib/chat/delivery.ts';
import { createPoll } from '../../lib/chat/poll.ts';
import { createSessions } from '../../lib/chat/sessions.ts';
import { chatStore } from '../../lib/chat/store.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { testClock } from '../support/clock.ts';
import { silentLog, sqliteDatabase } from '../support/databases.ts';
import { addWorkgroup, engineOn, receive } from './world.ts';

describe('a mailbox', () => {
  it('gives new events to one poll at a time', () => {
    const box = openMailbox(0, 3);
    const claim = claimNew(box, 0);
    expect(claim).toMatchObject({ from: 0, to: 3 });
    expect(claimNew(box, 1)).toBeNull();
    box.visible = 5;
    expect(claimNew(box, 2)).toBeNull();
    if (claim) expect(settleClaim(box, claim, true)).toBe(true);
    expect(claimNew(box, 3)).toMatchObject({ from: 3, to: 5 });
  });

  it('takes back what a socket lost after the answer had left, unless more was claimed since', () => {
    const box = openMailbox(0, 2);
    const first = claimNew(box, 0);
    if (!first) throw new Error('nothing was claimed');
    settleClaim(box, first, true);
    expect(settleClaim(box, first, false)).toBe(true);
    expect(box.delivered).toBe(0);
    const again = claimNew(box, 1);
    if (!again) throw new Error('nothing was claimed again');
    settleClaim(box, again, true);
    box.visible = 3;
    claimNew(box, 2);
    expect(settleClaim(box, again, false)).toBe(false);
    expect(box.delivered).toBe(2);
  });

  it('gives up on a claim of which nobody tells the end', () => {
    const box = openMailbox(0, 2);
    const lost = claimNew(box, 0);
    expect(claimNew(box, CLAIM_LEASE_MS - 1)).toBeNull();
    expect(claimNew(box, CLAIM_LEASE_MS)).toMatchObject({ from: 0, to: 2 });
    if (lost) expect(settleClaim(box, lost, true)).toBe(false);
    expect(box.delivered).toBe(0);
  });

  it('believes a client that says what it has, but not more than there is', () => {
    const box = openMailbox(1, 4);
    claimNew(box, 0);
    expect(acknowledge(box, 3)).toBe(true);
    expect(box).toMatchObject({ delivered: 3, claim: null });
    expect(acknowledge(box, 2)).toBe(false);
    expect(acknowledge(box, 99)).toBe(true);
    expect(box.delivered).toBe(4);
  });
});

/** What may happen between a visitor's client and the server; `poll` picks one of the open polls. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('text' as const), poll: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('poll' as const), poll: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'break' as const), poll: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('stall' as const, 'restart' as const), poll: fc.constant(0) }),
  },
);

describe('a visitor who polls', () => {
  it('gets every event once and in order, whatever polls overlap, break, stall, and whenever the server restarts', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = testClock();
        let engine = await engineOn(database, { clock });
        const { participantId } = await engine.chat.start({ target: 'Support', name: 'Mary' });
        const got: ChatEvent[] = [];
        let open: Poll[] = [];
        let sent = 0;
        for (const { do: what, poll: index } of steps) {
          if (what === 'text') await engine.chat.send(participantId, { message: `text ${sent++}` });
          else if (what === 'poll') open.push(await engine.chat.poll(participantId));
          else if (what === 'stall') {
            // The client gives up after twelve seconds, and the server hears nothing of it.
            clock.advance(CLAIM_LEASE_MS);
            open = [];
          } else if (what === 'restart') {
            await engine.close();
            engine = await engineOn(database, { clock });
            open = [];
          } else {
            const [poll] = open.splice(index % Math.max(1, open.length), 1);
            if (what === 'finish') got.push(...(poll?.events ?? []));
            poll?.settle?.(what === 'finish');
          }
        }
        for (const poll of open) poll.settle?.(false);
        got.push(...(await receive(engine.chat, participantId)));
        expect(await engine.chat.poll(participantId)).toMatchObject({ events: [] });
        expect(got.map((event) => event.sequenceNumber)).toEqual(got.map((_, number) => number));
        const texts = got.flatMap((event) =>
          event.type === 'text' && event.displayName === 'Mary' ? [event.value] : [],
        );
        expect(texts).toEqual(Array.from({ length: sent }, (_, number) => `text ${number}`));
        await engine.close();
      }),
      { numRuns: 60 },
    );
    await database.drop();
  });

  it('loses nothing when the server is killed: what it may get again it knows by its number', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('text', 'poll', 'kill'), { maxLength: 25 }), async (steps) => {
        const clock = testClock();
        const engines = [await engineOn(database, { clock })];
        const chat = () => (engines.at(-1) as (typeof engines)[number]).chat;
        const { participantId } = await chat().start({ target: 'Support', name: 'Mary' });
        let next = 0;
        const note = (events: readonly ChatEvent[]) => {
          for (const { sequenceNumber } of events) {
            expect(sequenceNumber).toBeLessThanOrEqual(next);
            next = Math.max(next, sequenceNumber + 1);
          }
        };
        let sent = 0;
        for (const what of steps) {
          if (what === 'text') sent = (await chat().send(participantId, { message: 'text' })).sequenceNumber + 1;
          else if (what === 'poll') note(await receive(chat(), participantId));
          // A killed process writes nothing more; what was under way may or may not have arrived.
          else engines.push(await engineOn(database, { clock }));
        }
        note(await receive(chat(), participantId));
        expect(next).toBeGreaterThanOrEqual(sent);
        for (const engine of engines) await engine.close();
      }),
      { numRuns: 30 },
    );
    await database.drop();
  });

  it('that says what it has gets exactly what is missing', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    const { chat, close } = await engineOn(database);
    const { participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    for (let number = 0; number < 30; number++) await chat.send(participantId, { message: `${number}` });
    const all = (await chat.poll(participantId, -1)).events;
    expect(all.map((event) => event.sequenceNumber)).toEqual(Array.from({ length: 35 }, (_, number) => number));
    for (const after of [0, 4, 20, 33, 34]) {
      expect((await chat.poll(participantId, after)).events).toEqual(all.slice(after + 1));
      expect((await chat.poll(participantId, after)).events).toEqual(all.slice(after + 1));
    }
    expect((await chat.poll(participantId, 1000)).events).toEqual([]);
    for (const after of [-2, 0.5, Number.NaN]) {
      await expect((async () => chat.poll(participantId, after))()).rejects.toMatchObject({ code: 'request.invalid' });
    }
    expect((await chat.poll(participantId)).events).toEqual([]);
    await close();
    await database.drop();
  });

  it('does not count as delivered what it looked for in vain', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    const { chat, clock, interactions, journal, close, until } = await engineOn(database);
    const { participantId, interaction } = await chat.start({ target: 'Support', name: 'Mary' });
    const { length } = await receive(chat, participantId);
    await until(async () => (await database.knex('iwt_cursor')).length > 0);
    // A node whose memory has let go of the chat hears of news that a visitor does not see.
    const forgetful = { ...interactions, peek: () => undefined };
    const runtime = { clock, ids: systemIds, log: silentLog };
    const store = chatStore(database);
    const parts = { journal, interactions: forgetful, store, runtime };
    const sessions = createSessions({ ...parts, shared: false, changed() {} });
    const poll = createPoll({ sessions, interactions: forgetful, runtime });
    const session = await sessions.load(participantId);
    expect(session).toMatchObject({ delivered: length, visible: length });
    await interactions.change(interaction, ({ queue }) => ({
      events: [{ type: 'state', body: { state: 'Offering', queue, user: null } }],
      result: null,
    }));
    expect(session.visible).toBe(length + 1);
    const looked = await poll(participantId);
    looked.settle?.(true);
    expect(looked.events).toEqual([]);
    await chat.send(participantId, { message: 'hello' });
    const found = await poll(participantId);
    expect(found.events.map((event) => event.sequenceNumber)).toEqual([length]);
    sessions.close();
    await close();
    await database.drop();
  });

  it('costs nothing while nothing is new', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    const { chat, close } = await engineOn(database);
    const { participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    await receive(chat, participantId);
    const first = chat.poll(participantId);
    expect(first).not.toBeInstanceOf(Promise);
    expect(chat.poll(participantId.toUpperCase())).toBe(first);
    await chat.send(participantId, { message: 'hello' });
    const full = chat.poll(participantId);
    expect(full).not.toBeInstanceOf(Promise);
    await close();
    await database.drop();
  });

  it('finds deliveries recorded in the database', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    const { chat, close, until } = await engineOn(database);
    const { participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    const { length } = await receive(chat, participantId);
    await until(async () => (await database.knex('iwt_cursor')).length > 0);
    const rows: { participant_digest: string; delivered: number }[] = await database.knex('iwt_cursor');
    expect(rows).toMatchObject([{ delivered: length }]);
    expect(rows[0]?.participant_digest).not.toContain(participantId);
    await close();
    await database.drop();
  });
});
