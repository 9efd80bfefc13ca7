import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser } from '../../views/agent/sync/event-parser.ts';
import { createStream } from '../../views/agent/sync/stream.ts';
import { testClock } from '../support/clock.ts';

describe('the event parser', () => {
  it('reads the same events however the stream is cut', () => {
    const text =
      ': hello\n\nid: 7\nevent: entry\ndata: {"a":1}\n\ndata: one\r\ndata:two\r\n\r\nevent: ping\ndata\n\nid\ndata: x\n\n';
    const whole = createEventParser().feed(text);
    expect(whole).toEqual([
      { event: 'entry', data: '{"a":1}', id: '7' },
      { event: 'message', data: 'one\ntwo', id: '7' },
      { event: 'ping', data: '', id: '7' },
      { event: 'message', data: 'x', id: '' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), (cuts) => {
        const parser = createEventParser();
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const events = edges.slice(1).flatMap((end, index) => parser.feed(text.slice(edges[index], end)));
        expect(events).toEqual(whole);
      }),
    );
  });
});

/** A server whose streams the test writes and breaks. */
function fakeServer(clock = testClock()) {
  const requests: { lastEventId: string | undefined; write(text: string): void; end(): void; aborted: boolean }[] = [];
  const heard: string[] = [];
  let status = 200;
  const stream = createStream({
    url: 'api/events',
    clock,
    jitter: () => 0.5,
    onEvent: (event) => heard.push(event.type),
    onState: (state) => heard.push(state),
    onUnauthorized: () => heard.push('unauthorized'),
    fetch: async (_url, { headers, signal }) => {
      let control: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          control = controller;
        },
      });
      const request = {
        lastEventId: headers['last-event-id'],
        write: (text: string) => control?.enqueue(new TextEncoder().encode(text)),
        end: () => control?.close(),
        aborted: false,
      };
      signal.addEventListener('abort', () => {
        request.aborted = true;
      });
      requests.push(request);
      return new Response(status === 200 ? body : null, { status, headers: { 'content-type': 'text/event-stream' } });
    },
  });
  const answerWith = (code: number) => {
    status = code;
  };
  return { clock, stream, requests, heard, answerWith };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the stream', () => {
  it('resumes from the last id, with growing pauses', async () => {
    const { clock, stream, requests, heard } = fakeServer();
    stream.start();
    await turn();
    requests[0]?.write('id: 41\nevent: ready\ndata: {}\n\n');
    await turn();
    requests[0]?.end();
    await turn();
    clock.advance(499);
    expect(requests).toHaveLength(1);
    clock.advance(1);
    await turn();
    expect(requests[1]?.lastEventId).toBe('41');
    requests[1]?.end();
    await turn();
    clock.advance(999);
    expect(requests).toHaveLength(2);
    clock.advance(1);
    expect(requests).toHaveLength(3);
    expect(heard).toEqual(['connecting', 'live', 'ready', 'waiting', 'waiting']);
  });

  it('gives up a connection that is silent for longer than the heartbeat allows', async () => {
    const { clock, stream, requests, heard } = fakeServer();
    stream.start();
    await turn();
    requests[0]?.write('event: ready\ndata: {}\n\n');
    await turn();
    for (let beat = 0; beat < 3; beat++) {
      clock.advance(30_000);
      requests[0]?.write(': beat\n\n');
      await turn();
    }
    expect(requests[0]?.aborted).toBe(false);
    clock.advance(40_000);
    expect(requests[0]?.aborted).toBe(true);
    expect(heard.at(-1)).toBe('waiting');
  });

  it('reconnects at once when the page wakes up after a long sleep, and leaves a fresh one alone', async () => {
    const { clock, stream, requests } = fakeServer();
    stream.start();
    await turn();
    requests[0]?.write('event: ready\ndata: {}\n\n');
    await turn();
    stream.poke();
    expect(requests).toHaveLength(1);
    clock.advance(20_000);
    stream.poke();
    expect(requests).toHaveLength(2);
    expect(requests[0]?.aborted).toBe(true);
    stream.renew();
    expect(requests).toHaveLength(3);
    expect(requests[1]?.aborted).toBe(true);
  });

  it('stops when the session is over', async () => {
    const { clock, stream, requests, heard, answerWith } = fakeServer();
    answerWith(401);
    stream.start();
    await turn();
    clock.advance(120_000);
    expect(requests).toHaveLength(1);
    expect(heard).toEqual(['connecting', 'unauthorized']);
  });

  it('passes over what it does not know and what is broken', async () => {
    const { stream, requests, heard } = fakeServer();
    stream.start();
    await turn();
    requests[0]?.write('event: entry\ndata: {broken\n\nevent: novelty\ndata: {}\n\nevent: reset\ndata: {}\n\n');
    await turn();
    expect(heard).toEqual(['connecting', 'reset']);
  });
});
