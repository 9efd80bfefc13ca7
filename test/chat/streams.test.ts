import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { testClock } from '../support/clock.ts';
import { sqliteDatabase } from '../support/databases.ts';
import { addAgent, addWorkgroup, type Engine, engineOn, receive, told, turns } from './world.ts';

/** A stream's reader: what it got, and whether it was ended. */
function reader() {
  const events: ChatEvent[] = [];
  const sink = { ended: false, push: (news: readonly ChatEvent[]) => void events.push(...news), end: () => {} };
  sink.end = () => {
    sink.ended = true;
  };
  return { events, sink };
}

async function chatting(settings: { goneAfter?: number } = {}) {
  const database = await sqliteDatabase();
  const support = await addWorkgroup(database, 'Support');
  const ann = await addAgent(database, 'ann', [support]);
  const clock = testClock();
  const engine = await engineOn(database, { clock, visitorGoneAfter: settings.goneAfter });
  const started = await engine.chat.start({ target: 'Support', name: 'Mary' });
  await engine.rest();
  await engine.chat.pickup(ann, started.interaction);
  return { database, engine, ann, clock, ...started };
}

describe('a stream', () => {
  it('brings what is there, and then what happens at once', async () => {
    const { engine, ann, interaction, participantId, database } = await chatting();
    const { events, sink } = reader();
    const cancel = await engine.chat.subscribe(participantId, undefined, sink);
    const first = events.length;
    expect(told(events).at(-1)).toBe('CIC: ann Example has joined the conversation.');
    await engine.chat.sendAsAgent(ann, interaction, { text: 'hello' });
    await engine.chat.send(participantId, { message: 'hi' });
    expect(told(events.slice(first))).toEqual(['ann Example: hello', 'Mary: hi']);
    expect(await receive(engine.chat, participantId)).toEqual([]);
    cancel();
    cancel();
    await engine.chat.send(participantId, { message: 'again' });
    expect(events).toHaveLength(first + 2);
    expect(told(await receive(engine.chat, participantId))).toEqual(['Mary: again']);
    await engine.close();
    await database.drop();
  });

  it('resumes behind the last event its reader has, whatever was delivered', async () => {
    const { engine, participantId, database } = await chatting();
    for (let number = 0; number < 20; number++) await engine.chat.send(participantId, { message: `${number}` });
    const all = await receive(engine.chat, participantId);
    for (const after of [-1, 0, 5, all.length - 2, all.length - 1, 1000]) {
      const { events, sink } = reader();
      const cancel = await engine.chat.subscribe(participantId, after, sink);
      expect(events).toEqual(all.slice(after + 1));
      cancel();
    }
    await expect(engine.chat.subscribe(participantId, -2, reader().sink)).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await engine.close();
    await database.drop();
  });

  it('is ended when the service closes, when the chat is long over, and for the ninth of one visitor', async () => {
    const { engine, clock, participantId, database } = await chatting();
    const readers = Array.from({ length: 9 }, () => reader());
    for (const { sink } of readers) await engine.chat.subscribe(participantId, undefined, sink);
    expect(readers.map(({ sink }) => sink.ended)).toEqual([true, ...Array(8).fill(false)]);
    await engine.chat.exit(participantId);
    expect(told(readers[8]?.events ?? []).at(-1)).toBe('Mary disconnected');
    clock.advance(4 * 60_000);
    expect(readers.every(({ sink }) => sink.ended)).toBe(false);
    clock.advance(70_000);
    expect(readers.every(({ sink }) => sink.ended)).toBe(true);

    const other = await engine.chat.start({ target: 'Support', name: 'Tom' });
    const last = reader();
    await engine.chat.subscribe(other.participantId, undefined, last.sink);
    await engine.close();
    expect(last.sink.ended).toBe(true);
    await database.drop();
  });

  it('keeps the visitor from being gone for as long as it is open', async () => {
    const { engine, clock, interaction, participantId, database } = await chatting({ goneAfter: 60_000 });
    const cancel = await engine.chat.subscribe(participantId, undefined, reader().sink);
    clock.advance(10 * 60_000);
    await turns();
    expect(await engine.interactions.get(interaction)).toMatchObject({ endedAt: null });
    cancel();
    clock.advance(59_000);
    await turns();
    expect(await engine.interactions.get(interaction)).toMatchObject({ endedAt: null });
    clock.advance(10_000);
    await engine.until(() => engine.interactions.peek(interaction)?.endedAt !== null);
    expect(await engine.interactions.get(interaction)).toMatchObject({ end: 'RemoteDisconnect' });
    await engine.close();
    await database.drop();
  });

  it('misses and doubles nothing, however often it is cut and resumed, between restarts, beside polls with a mark', async () => {
    const database = await sqliteDatabase();
    await addWorkgroup(database, 'Support');
    const steps = fc.array(fc.constantFrom('text', 'texts', 'open', 'cut', 'poll', 'restart'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const clock = testClock();
        let engine: Engine = await engineOn(database, { clock });
        const { participantId } = await engine.chat.start({ target: 'Support', name: 'Mary' });
        const got: ChatEvent[] = [];
        let cancel: (() => void) | undefined;
        const cut = () => {
          cancel?.();
          cancel = undefined;
        };
        const say = () => engine.chat.send(participantId, { message: 'text' });
        for (const what of plan) {
          if (what === 'text') await say();
          else if (what === 'texts') await Promise.all([say(), say(), say()]);
          else if (what === 'cut') cut();
          else if (what === 'poll' && !cancel)
            got.push(...(await engine.chat.poll(participantId, got.length - 1)).events);
          else if (what === 'open' && !cancel) {
            const sending = [say(), say()];
            const sink = { push: (events: readonly ChatEvent[]) => void got.push(...events), end() {} };
            cancel = await engine.chat.subscribe(participantId, got.length - 1, sink);
            await Promise.all(sending);
          } else if (what === 'restart') {
            cut();
            await engine.close();
            engine = await engineOn(database, { clock });
          }
        }
        cut();
        got.push(...(await engine.chat.poll(participantId, got.length - 1)).events);
        expect(got.map((event) => event.sequenceNumber)).toEqual(got.map((_, number) => number));
        expect(got).toEqual((await engine.chat.poll(participantId, -1)).events);
        await engine.close();
      }),
      { numRuns: 40 },
    );
    await database.drop();
  });
});

describe('typing', () => {
  it('is told once, to whom it concerns, and ends with the text or by itself', async () => {
    const { engine, ann, clock, interaction, participantId, database } = await chatting();
    const { chat } = engine;
    const heard: string[] = [];
    chat.onTyping(({ name, party, typing }) => void heard.push(`${party} ${name} ${typing}`));
    await receive(chat, participantId);
    await chat.typingAsAgent(ann, interaction, true);
    await chat.typingAsAgent(ann, interaction, true);
    const [typing, ...others] = await receive(chat, participantId);
    expect(others).toEqual([]);
    const { visible = 0 } = engine.interactions.peek(interaction) ?? {};
    expect(typing).toMatchObject({ type: 'typingIndicator', value: true, participantType: 'Agent' });
    expect(typing?.sequenceNumber).toBe(visible);
    expect(await receive(chat, participantId)).toEqual([]);

    await chat.sendAsAgent(ann, interaction, { text: 'there' });
    expect(told(await receive(chat, participantId))).toEqual(['ann Example: there', 'Agent typing false']);
    await chat.typingAsAgent(ann, interaction, true);
    await receive(chat, participantId);
    clock.advance(11_000);
    expect(told(await receive(chat, participantId))).toEqual(['Agent typing false']);

    await chat.typingAsAgent(ann, interaction, true);
    await chat.typingAsAgent(ann, interaction, false);
    expect(await receive(chat, participantId)).toEqual([]);

    heard.length = 0;
    await chat.setTyping(participantId, true);
    expect(await receive(chat, participantId)).toEqual([]);
    await chat.send(participantId, { message: 'done' });
    await chat.setTyping(participantId, false);
    expect(heard).toEqual(['0 Mary true', '0 Mary false']);
    await chat.setTyping(participantId, true);
    await chat.exit(participantId);
    expect(heard.slice(2)).toEqual(['0 Mary true', '0 Mary false']);
    await chat.setTyping(participantId, true);
    expect(heard).toHaveLength(4);
    await expect(chat.typingAsAgent(ann, interaction, true)).rejects.toMatchObject({ code: 'interaction.state' });
    await engine.close();
    await database.drop();
  });

  it('reaches a stream at once, and is told again when the answer that told it broke', async () => {
    const { engine, ann, interaction, participantId, database } = await chatting();
    const { chat } = engine;
    await receive(chat, participantId);
    await chat.typingAsAgent(ann, interaction, true);
    const lost = await chat.poll(participantId);
    lost.settle?.(false);
    expect(told(await receive(chat, participantId))).toEqual(['Agent typing true']);
    const { events, sink } = reader();
    await chat.subscribe(participantId, undefined, sink);
    await chat.typingAsAgent(ann, interaction, false);
    await chat.typingAsAgent(ann, interaction, true);
    await chat.sendAsAgent(ann, interaction, { text: 'x' });
    expect(told(events)).toEqual(['Agent typing false', 'Agent typing true', 'ann Example: x', 'Agent typing false']);
    await engine.close();
    await database.drop();
  });
});
