import { createConnection } from 'node:net';
import { expect, test } from 'vitest';
import type { StreamSink } from '../../lib/chat/chat.ts';
import { IwtError } from '../../lib/errors.ts';
import { HEARTBEAT } from '../../lib/http/sse.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';
import { GUID, serveEdge } from './edge.ts';

const base = { participantID: GUID, participantType: 'Agent' } as const;
const spoken: ChatEvent = {
  ...base,
  type: 'text',
  displayName: 'Jonas',
  contentType: 'text/plain',
  value: 'one\ntwo',
  sequenceNumber: 4,
  conversationSequenceNumber: 0,
};
const typing: ChatEvent = { ...base, type: 'typingIndicator', value: true, sequenceNumber: 5 };

/** Reads a stream piece by piece. */
function reader(answer: Response) {
  const body = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    /** Resolves with everything so far once it holds `part`; with what there was when the stream ends. */
    async until(part: string): Promise<string> {
      while (!text.includes(part)) {
        const { done, value } = (await body?.read()) ?? { done: true, value: '' };
        if (done) return `${text}(end)`;
        text += value;
      }
      return text;
    },
    leave: () => body?.cancel(),
  };
}

/** A chat room that hands its sinks to the test. */
function room() {
  const asked: { id: string; after: number | undefined }[] = [];
  let sink: StreamSink | undefined;
  let cancelled: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  return {
    asked,
    left,
    sink: () => sink as StreamSink,
    subscribe: async (id: string, after: number | undefined, to: StreamSink) => {
      asked.push({ id, after });
      sink = to;
      return cancelled;
    },
  };
}

test('events are pushed with their numbers, typing without one', async () => {
  const { subscribe, sink, asked } = room();
  const { url } = await serveEdge({ chat: { subscribe } });
  const answer = await fetch(`${url}/I3Root/Server1/WEBSVCS/chat/Stream/${GUID}?after=3`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  const { until } = reader(answer);
  expect(await until('ping')).toContain('retry: 2000\n\n');
  sink().push([spoken, typing]);
  const text = await until('typingIndicator');
  expect(text).toContain(`id: 4\ndata: ${JSON.stringify(spoken)}\n\n`);
  expect(text).toContain(`\n\ndata: ${JSON.stringify(typing)}\n\n`);
  expect(asked).toEqual([{ id: GUID, after: 3 }]);
});

test('the header says more than the query', async () => {
  const { subscribe, asked } = room();
  const { url } = await serveEdge({ chat: { subscribe } });
  const stream = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/websvcs/chat/stream/${GUID}${query}`, { headers });
  await stream('');
  await stream('?after=-1', { 'Last-Event-ID': '8' });
  await stream('?after=2', { 'Last-Event-ID': '' });
  expect(asked.map(({ after }) => after)).toEqual([undefined, 8, 2]);
  const refused = reader(await stream('', { 'Last-Event-ID': 'x' }));
  expect(await refused.until('never')).toMatch(
    /event: failure\ndata: .*"error\.websvc\.content\.invalid".*\n\n\(end\)$/,
  );
});

test('HEAD only says what there would be', async () => {
  const { subscribe, left } = room();
  const { url } = await serveEdge({ chat: { subscribe } });
  const answer = await fetch(`${url}/websvcs/chat/stream/${GUID}`, { method: 'HEAD' });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await answer.text()).toBe('');
  await left;
});

test('a reader who leaves is forgotten', async () => {
  const { subscribe, left } = room();
  const { url } = await serveEdge({ chat: { subscribe } });
  const { until, leave } = reader(await fetch(`${url}/websvcs/chat/stream/${GUID}`));
  await until('ping');
  await leave();
  await left;
});

test('and so are those who leave before it is the turn of their stream', async () => {
  let open = 0;
  const subscribe = async () => {
    open++;
    return () => void open--;
  };
  const { port } = await serveEdge({ chat: { subscribe } });
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`GET /I3Root/Server1/websvcs/chat/stream/${GUID} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(3));
  await expect.poll(() => open).toBe(3);
  socket.destroy();
  await expect.poll(() => open).toBe(0);
});

test('the end of the session ends the stream', async () => {
  const { subscribe, sink, left } = room();
  const { url } = await serveEdge({ chat: { subscribe } });
  const { until } = reader(await fetch(`${url}/websvcs/chat/stream/${GUID}`));
  await until('ping');
  sink().end();
  expect(await until('never')).toMatch(/\(end\)$/);
  await left;
});

test('closing the edge ends streams politely', async () => {
  const { subscribe, left } = room();
  const { url, edge } = await serveEdge({ chat: { subscribe } });
  const { until } = reader(await fetch(`${url}/websvcs/chat/stream/${GUID}`));
  await until('ping');
  edge.close();
  expect(await until('never')).toMatch(/\(end\)$/);
  await left;
});

test('an unknown session is told as an event; a closing server just ends', async () => {
  const refusing = (code: 'session.unknown' | 'closing') => ({
    subscribe: async () => {
      throw new IwtError(code, 'No.');
    },
  });
  const unknown = await serveEdge({ chat: refusing('session.unknown') });
  const told = await reader(await fetch(`${unknown.url}/websvcs/chat/stream/${GUID}`)).until('never');
  expect(told).toContain(
    'event: failure\ndata: {"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"events":[],"status":{"type":"failure","reason":"error.websvc.unknownEntity.session"}}}\n\n',
  );
  const closing = await serveEdge({ chat: refusing('closing') });
  const ended = await reader(await fetch(`${closing.url}/websvcs/chat/stream/${GUID}`)).until('never');
  expect(ended).not.toContain('failure');
});

test('a quiet stream shows a sign of life', async () => {
  const clock = testClock();
  const { subscribe } = room();
  const { url } = await serveEdge({
    chat: { subscribe },
    options: { runtime: { clock, ids: systemIds, log: silentLog } },
  });
  const { until } = reader(await fetch(`${url}/websvcs/chat/stream/${GUID}`));
  await until('ping');
  for (let n = 2; n < 5; n++) {
    clock.advance(HEARTBEAT);
    await until('event: ping\ndata: {}\n\n'.repeat(n));
  }
});

test('a reader who does not read is cut off before much waits for him', async () => {
  const { subscribe, sink, left } = room();
  const { port } = await serveEdge({ chat: { subscribe } });
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /websvcs/chat/stream/${GUID} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise<void>((resolve) => socket.once('readable', resolve));
  const long: ChatEvent = { ...spoken, value: 'x'.repeat(16_000) } as ChatEvent;
  let over = false;
  void left.then(() => {
    over = true;
  });
  let sent = 0;
  while (!over && sent < 4_000) {
    sink().push([long]);
    sent += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(over).toBe(true);
  socket.destroy();
});
