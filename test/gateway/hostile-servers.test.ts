import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { testClock } from '../support/clock.ts';
import { rawConnection } from '../support/raw.ts';
import { rawUpstream, type Upstream } from '../support/upstream.ts';
import { ask, openGateway, type TestGateway } from './gateway.ts';

/** What servers answer when they are broken, or are none. The visitor gets 502, and all goes on. */
type Behaviour = (socket: Socket, head: string) => void;

const says =
  (...parts: string[]): Behaviour =>
  (socket) => {
    socket.write(parts.join('\r\n'), 'latin1');
  };
const saysAndEnds =
  (...parts: string[]): Behaviour =>
  (socket) =>
    void socket.end(parts.join('\r\n'), 'latin1');

/** Writes for as long as somebody listens. */
const endlessly =
  (begin: string, piece: string): Behaviour =>
  (socket) => {
    socket.write(begin, 'latin1');
    const more = () => {
      while (!socket.destroyed && socket.write(piece, 'latin1'));
    };
    socket.on('drain', more);
    more();
  };

/** Nothing of these may be passed on. */
const broken: [string, Behaviour][] = [
  ['half a status line', saysAndEnds('HTTP/1.1 20')],
  ['half a head', saysAndEnds('HTTP/1.1 200 OK', 'Content-Len')],
  ['no answer at all', (socket) => void socket.end()],
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a reset in the head', (socket) => void socket.write('HTTP/1.1 200 OK\r\nX: ', () => socket.resetAndDestroy())],
  ['a status line that is none', saysAndEnds('Hello, this is SMTP', '', '')],
  ['another protocol', saysAndEnds('HTTP/9.9 200 OK', 'Content-Length: 2', '', '{}')],
  ['a status that is no number', saysAndEnds('HTTP/1.1 abc OK', 'Content-Length: 2', '', '{}')],
  ['a status that there is not', saysAndEnds('HTTP/1.1 042 What', 'Content-Length: 2', '', '{}')],
  ['an endless head', endlessly('HTTP/1.1 200 OK\r\nX: ', 'x'.repeat(10_000))],
  ['endless headers', endlessly('HTTP/1.1 200 OK\r\n', `X-A: ${'x'.repeat(1_000)}\r\n`)],
  ['two lengths', saysAndEnds('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3', '', '{}')],
  ['both lengths', saysAndEnds('HTTP/1.1 200 OK', 'Content-Length: 2', 'Transfer-Encoding: chunked', '', '0', '', '')],
  ['a length that is no number', saysAndEnds('HTTP/1.1 200 OK', 'Content-Length: two', '', '{}')],
  ['a NUL in a header', saysAndEnds('HTTP/1.1 200 OK', 'X-A: a\0b', 'Content-Length: 2', '', '{}')],
  ['a header that is none', saysAndEnds('HTTP/1.1 200 OK', 'no colon here', 'Content-Length: 2', '', '{}')],
  ['an upgrade nobody asked for', says('HTTP/1.1 101 Switching', 'Upgrade: x', 'Connection: Upgrade', '', 'data')],
];

/** These begin well: what is read whole first is answered with 502, what is passed on as it comes is broken off. */
const brokenLater: [string, Behaviour][] = [
  ['half a body', saysAndEnds('HTTP/1.1 200 OK', 'Content-Length: 100', '', 'only this')],
  [
    'a reset in the body',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx', () => socket.resetAndDestroy()),
  ],
  ['half a chunk', saysAndEnds('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', 'ff', 'only this')],
  ['chunks without an end', saysAndEnds('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '2', '{}', '')],
  ['a chunk of a size that is no number', says('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', 'zz', '{}', '')],
];

const fine: [string, Behaviour, number, string][] = [
  [
    'early hints first',
    says('HTTP/1.1 103 Early Hints', 'Link: </x>', '', 'HTTP/1.1 200 OK', 'Content-Length: 2', '', '{}'),
    200,
    '{}',
  ],
  ['more than its length says', says('HTTP/1.1 200 OK', 'Content-Length: 2', '', '{}and more'), 200, '{}'],
  ['an end instead of a length', saysAndEnds('HTTP/1.1 200 OK', '', '{}'), 200, '{}'],
  ['HTTP/1.0', saysAndEnds('HTTP/1.0 200 OK', '', '{}'), 200, '{}'],
  ['nothing, as it should', says('HTTP/1.1 204 No Content', '', ''), 204, ''],
  [
    'a body in pieces',
    says('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '1', '{', '1', '}', '0', '', ''),
    200,
    '{}',
  ],
  ['a status of its own', saysAndEnds('HTTP/1.1 999 Mine', 'Content-Length: 2', '', '{}'), 999, '{}'],
];

const call = '/I3Root/Server1/websvcs/chat/x';
const page = '/I3Root/Server1/page';
const handler = '/I3Root/WebServices/Server1/doHTMLRequest';
const requests: [string, string, string][] = [
  ['GET', call, 'call'],
  ['POST', call, 'call'],
  ['GET', page, 'stream'],
  ['POST', handler, 'stream'],
];

async function open(behave: Behaviour, changes: Parameters<typeof openGateway>[1] = {}) {
  const cic = await rawUpstream(behave);
  const gateway = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] }, changes);
  return { cic, gateway };
}

function send({ url }: TestGateway, method: string, path: string) {
  return ask(url + path, { method, ...(method === 'POST' && { body: '{"message":"x"}' }) });
}

/** The site still answers, and nothing is left open but the connection of the health checks and one kept to the server. */
async function expectSound(cic: Upstream, gateway: TestGateway): Promise<void> {
  expect((await ask(`${gateway.url}/I3Root/health/live`)).status).toBe(200);
  await expect.poll(() => gateway.sockets.size).toBe(0);
  await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(2);
}

describe.each(requests)('%s %s', (method, path, kind) => {
  test.each(broken)('%s', async (_name, behave) => {
    const { cic, gateway } = await open(behave);
    const answer = await send(gateway, method, path);
    expect([answer.status, answer.headers['cache-control']]).toEqual([502, 'no-store']);
    await expectSound(cic, gateway);
  });

  test.each(brokenLater)('%s', async (_name, behave) => {
    const { cic, gateway } = await open(behave);
    const answer = await send(gateway, method, path).catch((error: NodeJS.ErrnoException) => error.code);
    if (kind === 'call') expect(answer).toMatchObject({ status: 502 });
    else expect(answer).toBe('ECONNRESET');
    await expectSound(cic, gateway);
  });

  test.each(fine)('%s', async (_name, behave, status, body) => {
    const { cic, gateway } = await open(behave);
    const answer = await send(gateway, method, path);
    expect([answer.status, String(answer.body)]).toEqual([status, body]);
    await expectSound(cic, gateway);
  });

  test('an answer before the request was read', async () => {
    const early = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
    const { cic, gateway } = await open((socket) => void socket.end(early));
    const body = Buffer.alloc(method === 'POST' ? 900_000 : 0, 'x');
    const answer = await ask(gateway.url + path, { method, ...(body.length > 0 && { body }) });
    // The rest of the request may find the connection closed before the answer is seen.
    expect([200, 502]).toContain(answer.status);
    await expectSound(cic, gateway);
  });
});

describe('a call', () => {
  test.each(['GET', 'POST'])('%s that is never answered ends when clients would still hear of it', async (method) => {
    const clock = testClock();
    let asked = 0;
    const { cic, gateway } = await open(() => void asked++, { clock });
    const answer = send(gateway, method, call);
    await expect.poll(() => asked).toBe(1);
    clock.advance(8_000);
    expect((await answer).status).toBe(502);
    await expectSound(cic, gateway);
  });

  test.each(['GET', 'POST'])('%s that is answered drop by drop ends all the same', async (method) => {
    const clock = testClock();
    let drops = 0;
    const dripping: Behaviour = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
      const drip = setInterval(() => socket.write('x', () => void drops++), 1);
      socket.on('close', () => clearInterval(drip));
    };
    const { cic, gateway } = await open(dripping, { clock });
    let over = false;
    const answer = send(gateway, method, call).finally(() => {
      over = true;
    });
    /** Time passes only between drops, so that it never seems silent. */
    const someDrops = async () => {
      const before = drops;
      await expect.poll(() => drops, { interval: 2 }).toBeGreaterThan(before + 5);
    };
    for (let passed = 0; passed < 10_500; passed += 500) {
      await someDrops();
      clock.advance(500);
    }
    await someDrops();
    expect(over).toBe(false);
    clock.advance(1_500);
    expect((await answer).status).toBe(502);
    await expectSound(cic, gateway);
  });

  test.each([
    ['of too many bytes', says('HTTP/1.1 200 OK', 'Content-Length: 9000000', '', 'x'.repeat(9_000_000))],
    ['without an end', endlessly('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(100_000))],
  ])('an answer %s is not kept', async (_name, behave) => {
    const { cic, gateway } = await open(behave);
    expect((await send(gateway, 'GET', call)).status).toBe(502);
    await expectSound(cic, gateway);
  });

  test('that finds a 100 nobody asked for is refused cleanly', async () => {
    const interim = says('HTTP/1.1 100 Continue', '', 'HTTP/1.1 200 OK', 'Content-Length: 2', '', '{}');
    const { cic, gateway } = await open(interim);
    expect((await send(gateway, 'POST', call)).status).toBe(502);
    expect((await send(gateway, 'POST', handler)).status).toBe(200);
    await expectSound(cic, gateway);
  });
});

describe('what is streamed', () => {
  test('and never begins ends, too', async () => {
    const clock = testClock();
    let asked = 0;
    const { cic, gateway } = await open(() => void asked++, { clock });
    const answer = send(gateway, 'GET', page);
    await expect.poll(() => asked).toBe(1);
    clock.advance(8_000);
    expect((await answer).status).toBe(502);
    await expectSound(cic, gateway);
  });

  test('and stops in the middle is broken off', async () => {
    const clock = testClock();
    const { cic, gateway } = await open(says('HTTP/1.1 200 OK', 'Content-Length: 100', '', 'only this'), { clock });
    const client = await rawConnection(gateway.port);
    let received = '';
    client.socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    client.write(`GET ${page} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await expect.poll(() => received).toContain('only this');
    clock.advance(8_000);
    await client.closed;
    await expectSound(cic, gateway);
  });

  test('without an end is passed on for as long as the visitor reads', async () => {
    const { cic, gateway } = await open(endlessly('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(100_000)));
    const client = await rawConnection(gateway.port);
    let received = 0;
    client.socket.on('data', (chunk) => {
      received += chunk.length;
    });
    client.write(`GET ${page} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await expect.poll(() => received).toBeGreaterThan(5_000_000);
    client.socket.destroy();
    await expectSound(cic, gateway);
  });
});
