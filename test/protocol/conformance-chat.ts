import { describe, expect, test } from 'vitest';
import { type Caller, type Json, nobodyId, systemId } from './caller.ts';
import { checkChat, checkEvents } from './strict.ts';

export function chats(caller: Caller): void {
  const { target, get, post, start, poll, pollUntil } = caller;

  describe('a chat', () => {
    test('begins with its IDs and formats, and brings its events by poll', async () => {
      const answer = await post('chat/start', { target: target().queue, participant: { name: 'Ann' } });
      expect(answer.chat).toMatchObject({
        participantID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        chatID: expect.any(String),
        dateFormat: expect.any(String),
        timeFormat: expect.any(String),
        events: [],
      });
      const [first] = await poll(answer.chat.participantID);
      expect(first).toEqual({
        type: 'participantStateChanged',
        participantID: answer.chat.participantID,
        participantType: 'WebUser',
        participantName: 'Ann',
        state: 'active',
        sequenceNumber: 0,
      });
    });

    test('knows the visitor in any letter case', async () => {
      const { id } = await start();
      expect((await poll(id.toUpperCase()))[0]).toMatchObject({ state: 'active', sequenceNumber: 0 });
      checkChat(await post(`CHAT/SendMessage/${id.toUpperCase()}`, { Message: 'hi' }), 'success');
    });

    test('introduces whoever speaks before they do', async () => {
      const { id } = await start();
      const events = await poll(id);
      const known = new Set<string>();
      for (const event of events) {
        if (event.type === 'participantStateChanged') known.add(event.participantID);
        else expect(known).toContain(event.participantID);
      }
    });

    test('echoes what the visitor says exactly once, unchanged', async () => {
      const { id, name } = await start();
      const said = ['Where is <b>my</b> parcel?', 'line\r\nline', '😀 \u2028 "quoted" \\', 'ends with a line feed\n'];
      for (const message of said) {
        const answer = await post(`chat/sendMessage/${id}`, { message, contentType: 'text/plain' });
        expect(answer.chat.events).toEqual([]);
      }
      const echoes = (await pollUntil(id, (event) => event.value === said.at(-1))).filter(
        (event) => event.participantID === id && event.type === 'text',
      );
      expect(echoes.map((event) => event.value)).toEqual(said);
      expect(echoes[0]).toMatchObject({ participantType: 'WebUser', displayName: name, contentType: 'text/plain' });
      expect(await poll(id)).toEqual([]);
    });

    test('doubles nothing that comes again with its client message id', async () => {
      const { id } = await start();
      for (let n = 0; n < 3; n++) {
        checkChat(await post(`chat/sendMessage/${id}`, { message: 'once', clientMessageId: 'm1' }), 'success');
      }
      expect((await poll(id)).filter((event) => event.value === 'once')).toHaveLength(1);
      expect(await poll(id)).toEqual([]);
    });

    test('hands out each event once, in order, when polls overlap', async () => {
      const { id } = await start();
      const polls: Promise<Json[]>[] = [];
      for (let n = 0; n < 20; n++) {
        polls.push(poll(id), poll(id));
        await post(`chat/sendMessage/${id}`, { message: `text ${n}` });
      }
      const answers = await Promise.all(polls);
      for (const events of answers) checkEvents(events);
      const numbers = [...answers.flat(), ...(await poll(id))]
        .map((event) => event.sequenceNumber)
        .sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(numbers.length).toBeGreaterThanOrEqual(21);
    });

    test('answers what follows a number as often as it is asked', async () => {
      const { id } = await start();
      const all = await poll(id);
      const again = async (after: number) => (await get(`chat/poll/${id}?after=${after}`)).chat.events;
      expect(await again(-1)).toEqual(all);
      expect(await again(-1)).toEqual(all);
      expect(await again(0)).toEqual(all.slice(1));
    });

    test('answers an empty poll at once', async () => {
      const { id } = await start();
      await poll(id);
      const answer = await get(`chat/poll/${id}`);
      expect(answer.chat.events).toEqual([]);
    });

    test('ends when the visitor leaves, again and again', async () => {
      const { id } = await start();
      const answer = await post(`chat/exit/${id}`);
      expect(answer.chat.status).toEqual({ type: 'success' });
      expect(answer.chat.pollWaitSuggestion).toBeGreaterThan(0);
      const second = await post(`chat/exit/${id}`, undefined, {
        'Content-Type': 'application/json; charset=utf-8; charset=UTF-8',
      });
      expect(['success', 'failure']).toContain(second.chat.status.type);
      const events = await poll(id);
      expect(events.at(-1)).toMatchObject({ participantID: id, state: 'disconnected' });
      expect(await poll(id)).toEqual([]);
    });

    test('is found again by its chatID, with the state of everybody and no text twice', async () => {
      const { id, chat } = await start();
      await post(`chat/sendMessage/${id}`, { message: 'before' });
      const before = await poll(id);
      const answer = await post('chat/reconnect', { chatID: chat });
      checkChat(answer, 'success', { restarted: true });
      expect(answer.chat.participantID).toBe(id);
      const after = [...answer.chat.events, ...(await poll(id))];
      expect(after.filter((event) => event.type === 'text')).toEqual([]);
      const states = (events: Json[]) =>
        new Map(events.filter((event) => event.state).map((event) => [event.participantID, event.state]));
      expect(states(after)).toEqual(states(before));
      await post(`chat/sendMessage/${id}`, { message: 'after' });
      expect((await poll(id)).map((event) => event.value)).toEqual(['after']);
    });

    test('tells everybody’s name, the system’s too', async () => {
      const { id, name } = await start();
      const own = await post(`partyInfo/${id}`, { participantID: id });
      expect(own.partyInfo).toMatchObject({ name, status: { type: 'success' } });
      const other = await post(`partyInfo/${id}`, { participantId: systemId });
      expect(other.partyInfo).toMatchObject({ name: expect.any(String), status: { type: 'success' } });
      const unknown = await post(`partyInfo/${id}`, { participantID: nobodyId });
      expect(unknown.partyInfo.status).toMatchObject({
        type: 'failure',
        reason: 'error.websvc.unknownEntity.participant',
      });
    });
  });
}
