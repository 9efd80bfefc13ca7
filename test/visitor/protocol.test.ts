import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createApi } from '../../views/visitor/client/api.ts';
import type { HttpRequest } from '../../views/visitor/client/ports.ts';
import { readAnswer, readChat, readConfiguration, readEvents } from '../../views/visitor/client/protocol.ts';

describe('answers', () => {
  test('that are no answers are lost, whatever they are', () => {
    expect(readAnswer(502, '', 'chat')).toMatchObject({ ok: false, reason: 'error.http.502', lost: true });
    for (const body of ['', '<html>', '[]', 'null', '{"queue":{}}', '{"chat":7}']) {
      expect(readAnswer(200, body, 'chat')).toMatchObject({ ok: false, reason: 'error.websvc', lost: true });
    }
  });

  test('that fail say why, also without a reason', () => {
    const failure = (status: unknown) => readAnswer(200, JSON.stringify({ chat: { status } }), 'chat');
    const reason = 'error.websvc.userdb.badCredentials';
    expect(failure({ type: 'failure', reason, params: { reference: 'A1' } })).toEqual({
      ...{ ok: false, lost: false, reason, params: { reference: 'A1' } },
    });
    for (const status of [undefined, {}, { type: 'failure' }, { type: 'SUCCESS' }]) {
      expect(failure(status)).toMatchObject({ ok: false, reason: 'error.websvc.general', lost: false });
    }
  });

  test('hold events in order; what is not understood is left out', () => {
    const base = { participantID: 'a', participantType: 'webUser' };
    const events = readEvents([
      { ...base, type: 'text', value: 'two', sequenceNumber: 2 },
      { ...base, type: 'participantStateChanged', state: 'active', participantName: 'Maria', sequenceNumber: 0 },
      { ...base, type: 'typingIndicator', value: 'true', sequenceNumber: 1 },
      { ...base, type: 'participantStateChanged', state: 'asleep', sequenceNumber: 3 },
      { ...base, type: 'text', value: '', sequenceNumber: 4 },
      { ...base, type: 'dance', sequenceNumber: 5 },
      { ...base, type: 'text', value: 'x', sequenceNumber: '6' },
      { type: 'text', value: 'x', sequenceNumber: 7 },
    ]);
    expect(events.map((event) => `${event.sequence} ${event.type}`)).toEqual(['0 state', '1 typing', '2 text']);
    expect(events[1]).toMatchObject({ typing: false, participantType: 'WebUser' });
  });

  test('of a stream come as one event, a list or an answer', () => {
    const event = { type: 'text', participantID: 'a', value: 'x', sequenceNumber: 0 };
    for (const form of [event, [event], { events: [event] }, { chat: { events: [event] } }]) {
      expect(readEvents(form)).toHaveLength(1);
    }
  });

  test('of any shape throw nothing', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        readAnswer(200, body, 'chat');
        readConfiguration(body);
        readEvents(JSON.parse(body));
      }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('events', 'pollWaitSuggestion', 'chatID'), fc.jsonValue()),
        (answer) => {
          const { events, pollWait, chatID } = readChat(answer);
          expect(Array.isArray(events)).toBe(true);
          expect(['undefined', 'number']).toContain(typeof pollWait);
          expect(['undefined', 'string']).toContain(typeof chatID);
        },
      ),
    );
  });
});

describe('requests', () => {
  async function sent(run: (api: ReturnType<typeof createApi>) => Promise<unknown>): Promise<HttpRequest | undefined> {
    let last: HttpRequest | undefined;
    const api = createApi(
      async (request) => {
        last = request;
        return { status: 0, body: '' };
      },
      ['/I3Root/Server1/'],
    );
    await run(api);
    return last;
  }

  test('have the documented form', async () => {
    const seat = { server: 0, participantID: 'p', resumable: true, offset: 0 };
    const start = await sent((api) =>
      api.start(0, {
        ...{ name: 'Maria', password: '', target: 'Support', targetType: 'Workgroup', language: 'en-us' },
        ...{ customInfo: 'x', attributes: { page: '/a' }, routingContexts: { Product: 'Phones' } },
      }),
    );
    expect(start).toMatchObject({ method: 'POST', url: '/I3Root/Server1/websvcs/chat/start' });
    expect(JSON.parse(start?.body ?? '')).toEqual({
      supportedContentTypes: 'text/plain',
      participant: { name: 'Maria', credentials: '' },
      ...{ target: 'Support', targetType: 'Workgroup', customInfo: 'x', attributes: { page: '/a' } },
      routingContexts: [{ category: 'Product', context: 'Phones' }],
      ...{ language: 'en-us', clientToken: 'deprecated' },
    });
    const exit = await sent((api) => api.exit(seat));
    expect(exit).toMatchObject({ method: 'POST', url: '/I3Root/Server1/websvcs/chat/exit/p' });
    expect(exit?.body).toBeUndefined();
    const poll = await sent((api) => api.poll(seat, 4));
    expect(poll).toMatchObject({ method: 'GET', url: '/I3Root/Server1/websvcs/chat/poll/p?after=4' });
  });

  test.each([
    ['/photos/a.jpg', '/I3Root/Server1/photos/a.jpg'],
    ['//evil.example/a.jpg', undefined],
    ['/\\evil.example/a.jpg', undefined],
    ['https://evil.example/a.jpg', undefined],
    ['data:image/png;base64,x', undefined],
    [7, undefined],
  ])('for a photo at %s', async (photo, expected) => {
    const body = JSON.stringify({ partyInfo: { name: 'x', photo, status: { type: 'success' } } });
    const api = createApi(async () => ({ status: 200, body }), ['/I3Root/Server1/']);
    expect(await api.photo({ server: 0, participantID: 'p' }, 'a')).toBe(expected);
  });
});
