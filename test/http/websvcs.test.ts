import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { rawRequest } from '../support/raw.ts';
import { CHAT, GUID, serveEdge } from './edge.ts';

import { emptyPoll, failed, post } from './said.ts';

describe('answers', () => {
  test('are not kept by anybody on the way', async () => {
    const { url } = await serveEdge();
    for (const path of [`/websvcs/chat/poll/${GUID}`, '/websvcs/serverConfiguration']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('cache-control')).toBe('no-store, no-cache');
      expect(headers.get('pragma')).toBe('no-cache');
      expect(headers.get('expires')).toBe('-1');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('etag')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  test('the server configuration', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/serverConfiguration`, {
      headers: { 'Accept-Language': 'fr-CA,fr;q=0.8' },
    });
    expect(await answer.json()).toEqual([
      {
        serverConfiguration: {
          cfgVer: 7,
          capabilities: {
            common: ['partyInfo', 'supportRegistrationTracker'],
            chat: [
              'start',
              'reconnect',
              'poll',
              'sendMessage',
              'setTypingState',
              'exit',
              'supportAuthenticationTracker',
              'supportAuthenticationAnonymous',
            ],
            callback: [
              ...['create', 'status', 'disconnect', 'reconnect'],
              ...['supportAuthenticationTracker', 'supportAuthenticationAnonymous'],
            ],
            queueQuery: ['supportAuthenticationTracker', 'supportAuthenticationAnonymous'],
          },
        },
      },
      { browserAcceptLanguage: 'fr-CA,fr;q=0.8' },
    ]);
  });

  test('a browser that opens the server configuration sees XML', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/serverConfiguration`, {
      headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' },
    });
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(await answer.text()).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?><serverConfiguration><cfgVer>7<\/cfgVer>/,
    );
  });

  test('of each operation', async () => {
    const { url } = await serveEdge();
    const chat = { pollWaitSuggestion: 2000, cfgVer: 7, events: [], status: { type: 'success' } };
    const visitor = '{"target":"Support","participant":{"name":"Ann"}}';
    const callback = '{"target":"Support","subject":"x","participant":{"name":"Ann","telephone":"1"}}';
    const session = failed('callback', 'error.websvc.unknownEntity.session');
    expect(await post(`${url}/websvcs/chat/start`, visitor)).toEqual({
      chat: {
        ...chat,
        ...{ participantID: GUID, chatID: CHAT, dateFormat: 'yyyy-MM-dd', timeFormat: 'HH:mm:ss', resumable: true },
      },
    });
    expect(await post(`${url}/websvcs/chat/reconnect`, `{"chatId":"${CHAT}"}`)).toEqual({
      chat: { ...chat, participantID: GUID, chatID: CHAT, resumable: true },
    });
    expect(await post(`${url}/websvcs/chat/sendMessage/${GUID}`, '{"message":"hi"}')).toEqual({
      chat: { ...chat, sequenceNumber: 3 },
    });
    expect(await post(`${url}/websvcs/chat/setTypingState/${GUID}`, '{"typingIndicator":false}')).toEqual({ chat });
    expect(await post(`${url}/websvcs/chat/exit/${GUID}`)).toEqual({ chat });
    expect(await post(`${url}/websvcs/partyInfo/${GUID}`, `{"participantId":"${CHAT}"}`)).toEqual({
      partyInfo: { name: 'Jonas', status: { type: 'success' } },
    });
    expect(await post(`${url}/websvcs/queue/query`, '{"queueName":"support"}')).toEqual({
      queue: { agentsAvailable: 3, estimatedWaitTime: 45, status: { type: 'success' } },
    });
    expect(await post(`${url}/websvcs/register`, '{"contact":{"username":"a","password":"b"}}')).toEqual({
      registration: { status: { type: 'success' } },
    });
    expect(await post(`${url}/websvcs/callback/create`, callback)).toEqual({
      callback: expect.objectContaining({ callbackID: '123456789', pollWaitSuggestion: 10_000 }),
    });
    expect(await (await fetch(`${url}/websvcs/callback/status/${GUID}`)).json()).toEqual(session);
    expect(await post(`${url}/websvcs/callback/disconnect/${GUID}`)).toEqual(session);
    expect(await post(`${url}/websvcs/callback/reconnect`, '{"callbackID":"1"}')).toEqual(session);
    expect(await post(`${url}/websvcs/problemReport/${GUID}`, '{"version":1,"attempted')).toEqual({
      status: { type: 'success' },
    });
  });

  test('a queue query with an account', async () => {
    const { url } = await serveEdge();
    const query = (credentials: string) =>
      post(
        `${url}/websvcs/queue/query`,
        JSON.stringify({ queueName: 'support', participant: { name: 'maria', credentials } }),
      );
    expect(await query('right')).toEqual({ queue: expect.objectContaining({ status: { type: 'success' } }) });
    expect(await query('wrong')).toEqual(failed('queue', 'error.websvc.userdb.badCredentials'));
    expect(await post(`${url}/websvcs/queue/query`, '{"queueName":"nowhere"}')).toEqual(
      failed('queue', 'error.websvc.unknownEntity.invalidQueue'),
    );
  });
});

describe('failures are status 200 with a reason', () => {
  test.each([
    ['nothing', undefined, 'error.websvc.content.invalid.missingData'],
    ['no target', '{"participant":{"name":"A"}}', 'error.websvc.content.invalid.missingData'],
    ['no participant', '{"target":"x"}', 'error.websvc.content.invalid.missingData'],
    ['no name', '{"target":"x","participant":{}}', 'error.websvc.content.invalid.missingData'],
    ['half of it', '{"target":"x","participant', 'error.websvc.content.invalid'],
    ['a wrong type', '{"target":["x"],"participant":{"name":"A"}}', 'error.websvc.content.invalid'],
    ['too large', `{"target":"${'x'.repeat(200_000)}"}`, 'error.websvc.content.invalid'],
  ])('a start with %s', async (_name, body, reason) => {
    const { url } = await serveEdge();
    expect(await post(`${url}/websvcs/chat/start`, body)).toEqual(failed('chat', reason));
  });

  test('in XML when XML is read', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/chat/start`, {
      method: 'POST',
      body: '<chat/>',
      headers: { Accept: 'application/xml' },
    });
    expect(await answer.text()).toContain(
      '<status><type>failure</type><reason>error.websvc.content.invalid.missingData</reason>',
    );
  });

  test('an answer in another charset than UTF-8', async () => {
    const { url } = await serveEdge();
    for (const path of [`chat/poll/${GUID}`, 'serverConfiguration']) {
      const answer = await fetch(`${url}/websvcs/${path}`, { headers: { 'Accept-Charset': 'iso-8859-1' } });
      expect(await answer.json()).toEqual(failed('chat', 'error.websvc.contentType.invalidCharset'));
    }
  });

  test('an error nobody expected is logged under the number that the answer names', async () => {
    const secret = new Error('the password of the database is 1234');
    const { url, errors } = await serveEdge({
      chat: {
        send: async () => {
          throw secret;
        },
        poll: () => {
          throw secret;
        },
      },
    });
    const sent = (await post(`${url}/websvcs/chat/sendMessage/${GUID}`, '{"message":"hi"}')) as Failure;
    const polled = (await (await fetch(`${url}/websvcs/chat/poll/${GUID}`)).json()) as Failure;
    for (const [index, { chat }] of [sent, polled].entries()) {
      expect(chat).toMatchObject({ events: [], status: { type: 'failure', reason: 'error.websvc.general' } });
      expect(chat.status.params.reference).toMatch(/^[0-9a-f]{12}$/);
      expect(errors[index]?.fields).toMatchObject({ reference: chat.status.params.reference, err: secret });
      expect(JSON.stringify(chat)).not.toContain('1234');
    }
  });

  test('what a caller is told of an expected one', async () => {
    const { url, errors } = await serveEdge({
      chat: {
        send: async () => {
          throw new IwtError('request.invalid', 'Too long.', { field: 'message' });
        },
      },
    });
    expect(await post(`${url}/websvcs/chat/sendMessage/${GUID}`, '{"message":"hi"}')).toMatchObject({
      chat: { status: { type: 'failure', reason: 'error.websvc.content.invalid', params: { field: 'message' } } },
    });
    expect(errors).toEqual([]);
  });

  interface Failure {
    chat: { events: unknown[]; status: { params: { reference: string } } };
  }
});

describe('before, during and after', () => {
  test('requests wait until the rooms are there', async () => {
    let arrive: () => void = () => {};
    const { url } = await serveEdge({
      ready: new Promise((resolve) => {
        arrive = resolve;
      }),
    });
    const answer = fetch(`${url}/websvcs/chat/poll/${GUID}`);
    const ready = await fetch(`${url}/I3Root/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'unready', problem: 'starting' }]);
    expect((await fetch(`${url}/I3Root/health/live`)).status).toBe(200);
    arrive();
    expect((await answer).status).toBe(200);
    expect((await fetch(`${url}/I3Root/health/ready`)).status).toBe(200);
  });

  test('503 when they do not come, and the host goes on', async () => {
    const { url } = await serveEdge({ ready: Promise.reject(new Error('no database')) });
    const answer = await fetch(`${url}/websvcs/serverConfiguration`);
    expect(answer.status).toBe(503);
    expect((await fetch(`${url}/I3Root/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  test('503 once it closes, so that clients ask the other server or come back', async () => {
    const { url, edge } = await serveEdge({
      chat: {
        start: async () => {
          throw new IwtError('closing', 'Closing.');
        },
      },
    });
    const start = await fetch(`${url}/websvcs/chat/start`, {
      method: 'POST',
      body: '{"target":"x","participant":{"name":"A"}}',
    });
    expect([start.status, await start.json()]).toEqual([503, failed('chat', 'error.websvc.general')]);
    edge.close();
    expect((await fetch(`${url}/websvcs/chat/poll/${GUID}`)).status).toBe(503);
    expect((await fetch(`${url}/I3Root/agent/api/me`)).status).toBe(503);
  });

  test('a request with the whole address, as proxies may send it', async () => {
    const { port } = await serveEdge();
    const answer = await rawRequest(
      port,
      `GET http://site.example/I3Root/websvcs/chat/poll/${GUID} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(answer.body).toBe(emptyPoll);
  });

  test('requests that are no HTTP do no harm', async () => {
    const { url, port } = await serveEdge();
    const bad = await rawRequest(port, 'GET /websvcs/chat/poll/x SIP/2.0\r\n\r\n');
    expect(bad.status).toBe(400);
    expect((await fetch(`${url}/websvcs/chat/poll/${GUID}`)).status).toBe(200);
  });
});
