import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { GUID, serveEdge } from './edge.ts';
import { emptyPoll, failed, post } from './said.ts';

describe('where the protocol is', () => {
  test.each([
    '/websvcs/chat/poll/',
    '/WebSvcs/Chat/Poll/',
    '/I3Root/websvcs/chat/poll/',
    '/i3root/WEBSVCS/chat/poll/',
    '/I3Root/Server1/websvcs/chat/poll/',
    '/i3root/server2/webSvcs/CHAT/POLL/',
    '//websvcs/chat/poll/',
    '/I3Root/Server1//websvcs/chat/poll/',
  ])('%s', async (path) => {
    const { url } = await serveEdge();
    for (const id of [GUID, GUID.toUpperCase(), `${GUID}/`, `${GUID}?x=1`]) {
      const answer = await fetch(`${url}${path}${id}`);
      expect([answer.status, await answer.text()]).toEqual([200, emptyPoll]);
    }
  });

  test.each([
    '/I3Root/Server3/websvcs/chat/poll/x',
    '/other/websvcs/chat/poll/x',
    '/websvcs/chat/poll/x/y',
    '/websvcs/chat/getFile/a/b/c',
    '/websvcs/',
    '/websvcs',
    '/websvcs/nothing',
    '/websvcschat/poll/x',
  ])('%s is left to the host', async (path) => {
    const { url } = await serveEdge();
    expect((await fetch(url + path)).status).toBe(404);
  });

  test('a path without its participant belongs to nobody', async () => {
    const { url } = await serveEdge();
    for (const path of ['/websvcs/chat/poll', '/websvcs/chat/poll/']) {
      expect(await (await fetch(url + path)).json()).toEqual(failed('chat', 'error.websvc.unknownEntity.session'));
    }
    expect(await post(`${url}/websvcs/chat/exit`)).toEqual(failed('chat', 'error.websvc.unknownEntity.session'));
    expect(await post(`${url}/websvcs/partyInfo/`, `{"participantID":"${GUID}"}`)).toEqual(
      failed('partyInfo', 'error.websvc.unknownEntity.session'),
    );
  });

  test('a participantID that is no such thing reaches the room as it was sent', async () => {
    const asked: string[] = [];
    const { url } = await serveEdge({
      chat: {
        poll(id) {
          asked.push(id);
          throw new IwtError('session.unknown', 'Unknown.');
        },
      },
    });
    for (const id of ['%zz', '%00', 'a b', '..%2f..']) await fetch(`${url}/websvcs/chat/poll/${id}`);
    expect(asked).toEqual(['%zz', '%00', 'a%20b', '..%2f..']);
  });
});

describe('methods', () => {
  test('HEAD is a GET without a body', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/chat/poll/${GUID}`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      String(emptyPoll.length),
      '',
    ]);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'GET'])('%s does nothing where POST is meant', async (method) => {
    const { url } = await serveEdge({
      chat: {
        exit: async () => {
          throw new Error('must not be called');
        },
      },
    });
    const answer = await fetch(`${url}/websvcs/chat/exit/${GUID}`, { method });
    expect([answer.status, await answer.json()]).toEqual([200, failed('chat', 'error.websvc.general')]);
  });

  test('OPTIONS says what is there', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/chat/start`, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe('GET, POST, OPTIONS');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
