import express from 'express';
import { expect, test } from 'vitest';
import type { Poll } from '../../lib/chat/poll.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { rawConnection } from '../support/raw.ts';
import { GUID, serve, serveEdge, testEdge } from './edge.ts';

const event: ChatEvent = {
  type: 'typingIndicator',
  participantID: GUID,
  participantType: 'Agent',
  value: true,
  sequenceNumber: 0,
};

const get = `GET /websvcs/chat/poll/${GUID} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** A room whose polls bring an event, and what it is told about them. */
function room(events: readonly ChatEvent[] = [event]) {
  const told: boolean[] = [];
  const waiting: (() => void)[] = [];
  const poll = (): Poll => ({
    events,
    settle(delivered) {
      told.push(delivered);
      for (const wake of waiting.splice(0)) wake();
    },
  });
  return {
    told,
    poll,
    async toldTimes(times: number) {
      while (told.length < times) await new Promise<void>((resolve) => waiting.push(resolve));
      return told;
    },
  };
}

test('what was sent in full counts as delivered', async () => {
  const { poll, toldTimes } = room();
  const { url } = await serveEdge({ chat: { poll } });
  const answer = (await (await fetch(`${url}/websvcs/chat/poll/${GUID}`)).json()) as { chat: { events: unknown } };
  expect(answer.chat.events).toEqual([event]);
  expect(await toldTimes(1)).toEqual([true]);
});

test('a client that had left before the answer got nothing', async () => {
  const { poll, told, toldTimes } = room();
  let arrived: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let answer: (poll: Poll) => void = () => {};
  const { port, server } = await serveEdge({
    chat: {
      poll() {
        arrived();
        return new Promise<Poll>((resolve) => {
          answer = resolve;
        });
      },
    },
  });
  const gone = new Promise<void>((resolve) =>
    server.on('connection', (socket) => socket.once('close', () => resolve())),
  );
  const client = await rawConnection(port);
  client.write(get);
  await asked;
  client.socket.resetAndDestroy();
  await gone;
  answer(poll());
  await toldTimes(1);
  expect(told).toEqual([false]);
});

test('a client that leaves in the middle of a long answer got nothing', async () => {
  const long: ChatEvent = {
    ...event,
    type: 'text',
    displayName: 'A',
    contentType: 'text/plain',
    value: 'x'.repeat(30_000_000),
    conversationSequenceNumber: 0,
  };
  const { poll, toldTimes } = room([long]);
  const { port } = await serveEdge({ chat: { poll } });
  const client = await rawConnection(port);
  client.socket.pause();
  client.write(get);
  await new Promise<void>((resolve) => client.socket.once('readable', resolve));
  client.socket.resetAndDestroy();
  expect(await toldTimes(1)).toEqual([false]);
});

test('a connection that fails before the next request takes the delivery back', async () => {
  const { poll, toldTimes } = room();
  const { port } = await serveEdge({ chat: { poll } });
  const client = await rawConnection(port);
  client.write(get);
  await toldTimes(1);
  client.socket.resetAndDestroy();
  expect(await toldTimes(2)).toEqual([true, false]);
});

test('a connection that fails after the next request does not', async () => {
  const { poll, told, toldTimes } = room();
  const { port, server } = await serveEdge({ chat: { poll } });
  const failed = new Promise<void>((resolve) => {
    server.on('connection', (socket) => socket.on('error', () => setImmediate(resolve)));
  });
  const client = await rawConnection(port);
  client.write(get);
  await client.answer();
  client.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.answer();
  client.socket.resetAndDestroy();
  await failed;
  expect(await toldTimes(1)).toEqual([true]);
  expect(told).toEqual([true]);
});

test('of many polls on one connection only the last can be taken back', async () => {
  const { poll, told, toldTimes } = room();
  const { port, server } = await serveEdge({ chat: { poll } });
  const client = await rawConnection(port);
  for (let n = 0; n < 20; n++) {
    client.write(get);
    await client.answer();
  }
  const [socket] = await new Promise<{ listenerCount(name: string): number }[]>((resolve) => {
    server.once('request', (req) => resolve([req.socket]));
    client.write(get);
  });
  await client.answer();
  expect(socket?.listenerCount('error')).toBeLessThan(6);
  client.socket.resetAndDestroy();
  await toldTimes(22);
  expect(told).toEqual([...Array(21).fill(true), false]);
});

test('a client that closes politely has got it', async () => {
  const { poll, told, toldTimes } = room();
  const { port, server } = await serveEdge({ chat: { poll } });
  const gone = new Promise<void>((resolve) =>
    server.on('connection', (socket) => socket.once('close', () => resolve())),
  );
  const client = await rawConnection(port);
  client.write(get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await client.answer();
  await client.closed;
  await gone;
  await toldTimes(1);
  expect(told).toEqual([true]);
});

test('a reconnect is told about its events too', async () => {
  const { poll, toldTimes } = room();
  const { url } = await serveEdge({
    chat: { reconnect: async () => ({ ...poll(), chatId: 'c', participantId: GUID, interaction: '1' }) },
  });
  await fetch(`${url}/websvcs/chat/reconnect`, { method: 'POST', body: '{"chatID":"c"}' });
  expect(await toldTimes(1)).toEqual([true]);
});

test('how far the client says it has come', async () => {
  const asked: (number | undefined)[] = [];
  const { url } = await serveEdge({
    chat: {
      poll(_id, after) {
        asked.push(after);
        return { events: [] };
      },
    },
  });
  const poll = async (query: string) => (await fetch(`${url}/websvcs/chat/poll/${GUID}${query}`)).json();
  for (const query of ['', '?', '?after=', '?after=-1', '?after=0', '?x=1&after=17']) await poll(query);
  expect(asked).toEqual([undefined, undefined, undefined, -1, 0, 17]);
  for (const query of ['?after=x', '?after=-2', '?after=1.5', '?after=99999999999']) {
    expect(await poll(query)).toMatchObject({ chat: { status: { reason: 'error.websvc.content.invalid' } } });
  }
  expect(asked).toHaveLength(6);
});

test('the prepared empty answer follows the configuration', async () => {
  let wait = 2000;
  const { url } = await serveEdge({ parts: { pollWait: () => wait } });
  const poll = async () => ((await (await fetch(`${url}/websvcs/chat/poll/${GUID}`)).json()) as { chat: object }).chat;
  expect(await poll()).toMatchObject({ pollWaitSuggestion: 2000 });
  wait = 1000;
  expect(await poll()).toMatchObject({ pollWaitSuggestion: 1000, cfgVer: 7 });
});

test('polls that are sent without waiting for the answers are each told of', async () => {
  const { poll, toldTimes } = room();
  const { port } = await serveEdge({ chat: { poll } });
  const client = await rawConnection(port);
  client.write(get.repeat(3));
  for (let n = 0; n < 3; n++) expect((await client.answer()).body).toContain('typingIndicator');
  expect(await toldTimes(3)).toEqual([true, true, true]);
});

test('an answer that something else in the host has given counts as broken', async () => {
  const { poll, toldTimes } = room();
  const { edge } = testEdge({ chat: { poll: async () => poll() } });
  const app = express();
  app.use((_req, res, next) => {
    next();
    res.status(504).end();
  });
  app.use(edge.router);
  const { url } = await serve(app);
  expect((await fetch(`${url}/websvcs/chat/poll/${GUID}`)).status).toBe(504);
  expect(await toldTimes(1)).toEqual([false]);
});

test('HEAD takes nothing out', async () => {
  const { poll, told } = room();
  const { url } = await serveEdge({ chat: { poll } });
  expect((await fetch(`${url}/websvcs/chat/poll/${GUID}`, { method: 'HEAD' })).status).toBe(200);
  expect(told).toEqual([]);
});
