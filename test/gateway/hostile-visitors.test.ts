import { describe, expect, test } from 'vitest';
import { testClock } from '../support/clock.ts';
import { type RawConnection, rawConnection } from '../support/raw.ts';
import { ok, upstream } from '../support/upstream.ts';
import { ask, openGateway, type TestGateway } from './gateway.ts';

/** What visitors send that no browser would. It is a clean refusal for them, and nothing at all for the server. */
const places = [
  '/I3Root/Server1/websvcs/chat/start',
  '/I3Root/Server1/page',
  '/I3Root/WebServices/Server1/doHTMLRequest',
];

async function open(changes: Parameters<typeof openGateway>[1] = {}) {
  const cic = await upstream();
  const gateway = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] }, changes);
  return { cic, gateway };
}

/** It goes on to answer, and no connection is left behind. */
async function expectSound({ cic, gateway }: Awaited<ReturnType<typeof open>>): Promise<void> {
  expect((await ask(`${gateway.url}/I3Root/Server1/websvcs/still/there`)).status).toBe(200);
  await expect.poll(() => gateway.sockets.size).toBe(0);
  // One kept for each of visitors' calls, streams, and health checks.
  await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(4);
}

/** The status of the answer; or that the connection was closed without one. */
async function statusOf(client: RawConnection): Promise<number | 'closed'> {
  const status = await client.answer().then(
    (answer) => answer.status,
    () => 'closed' as const,
  );
  client.socket.destroy();
  return status;
}

async function send(gateway: TestGateway, bytes: string): Promise<number | 'closed'> {
  const client = await rawConnection(gateway.port);
  client.write(bytes);
  return statusOf(client);
}

describe.each(places)('to %s', (path) => {
  const smuggled = 'GET /websvcs/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = `POST ${path} HTTP/1.1\r\nHost: x\r\n`;

  test.each([
    ['both lengths', `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'both lengths the other way round',
      `${post}Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['two different lengths', `${post}Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello${smuggled}`],
    ['a length that is no number', `${post}Content-Length: 0x5\r\n\r\nhello`],
    ['a negative length', `${post}Content-Length: -5\r\n\r\nhello`],
    ['a coding nobody knows', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['chunks that are not the last coding', `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a coding after a space', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a chunk of a size that is no number', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`],
    ['a chunk longer than its size', `${post}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`],
    ['a line that ends in the middle', `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: b\rX-B: c\r\n\r\n`],
    ['a header without a name', `GET ${path} HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n`],
    ['a NUL in a header', `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: b\0c\r\n\r\n`],
    ['another protocol', `GET ${path} HTTP/3.7\r\nHost: x\r\n\r\n`],
    ['no protocol', 'GARBAGE\r\n\r\n'],
    ['a space in the address', `GET ${path}/a b HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const world = await open();
    expect([400, 'closed']).toContain(await send(world.gateway, bytes));
    expect(world.cic.requests).toEqual([]);
    await expectSound(world);
  });

  test('an obsolete folded header is refused or unfolded, never passed on', async () => {
    const world = await open();
    const status = await send(world.gateway, `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: one\r\n two\r\n\r\n`);
    expect([200, 400]).toContain(status);
    for (const { headers } of world.cic.requests) expect(headers['x-a']?.[0]).not.toMatch(/[\r\n]/);
    await expectSound(world);
  });

  test('headers that are too long', async () => {
    const world = await open();
    expect(await send(world.gateway, `GET ${path} HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`)).toBe(
      431,
    );
    expect(world.cic.requests).toEqual([]);
    await expectSound(world);
  });

  test('more headers than Node keeps, so that a length or an address could be lost among them', async () => {
    const world = await open();
    const many = Array.from({ length: 1_200 }, (_, n) => `x${n}: 1\r\n`).join('');
    for (const method of ['GET', 'POST']) {
      const bytes = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${many}Content-Length: 2\r\n\r\n{}`;
      expect(await send(world.gateway, bytes)).toBe(400);
    }
    expect(world.cic.requests).toEqual([]);
    await expectSound(world);
  });

  test('a body that comes too slowly', async () => {
    const clock = testClock();
    const world = await open({ clock });
    const client = await rawConnection(world.gateway.port);
    client.write(`${post}Content-Length: 100\r\n\r\nbegin`);
    await expect.poll(() => world.gateway.sockets.size).toBe(1);
    // What is streamed waits for its connection first (the other one is of the health check), and that has a time limit, too.
    await expect.poll(() => world.cic.sockets.size).toBe(path.includes('websvcs') ? 1 : 2);
    // When these are answered, what came before them has been read: the gateway waits for the body.
    for (let n = 0; n < 5; n++) await ask(`${world.gateway.url}/I3Root/health/live`);
    const timer = setInterval(() => clock.advance(20_000), 20);
    const answer = await client.answer();
    clearInterval(timer);
    expect([answer.status, answer.headers.connection]).toEqual([408, 'close']);
    await client.closed;
    expect(world.cic.requests).toEqual([]);
  });

  test('a body that breaks off', async () => {
    const world = await open();
    const client = await rawConnection(world.gateway.port);
    client.write(`${post}Content-Length: 100\r\n\r\nbegin`);
    await expect.poll(() => world.gateway.sockets.size).toBe(1);
    client.socket.destroy();
    await expectSound(world);
    expect(world.cic.requests.map(({ url }) => url)).toEqual(['/websvcs/still/there']);
  });

  test('a body that is too large, and one without an end', async () => {
    const world = await open();
    expect(await send(world.gateway, `${post}Content-Length: 99999999\r\n\r\n`)).toBe(413);
    const client = await rawConnection(world.gateway.port);
    client.write(`${post}Transfer-Encoding: chunked\r\n\r\n`);
    let over = false;
    void client.closed.then(() => {
      over = true;
    });
    for (let sent = 0; !over && sent < 1_000; sent++) {
      client.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.closed;
    expect(world.cic.requests).toEqual([]);
    await expectSound(world);
  });
});

const folders = ['/I3Root/Server1', '/I3Root/WebServices/Server1', '/I3Root/Server1/websvcs'];

describe.each(folders)('addresses below %s', (folder) => {
  test.each([
    '/../x',
    '/./x',
    '/x/..',
    '/%2e%2e/x',
    '/.%2E/x',
    '/%2e/x',
    '/x/%2e%2e',
    '/..?a',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '/..%5cx',
    '/a%00b',
    '/a%0d%0ab',
    '/a%1fb',
    '/a%7fb',
    '/a%zzb',
    '/a%2',
    '/a%',
    '/a#b',
    '/a?b=%00',
  ])('%s', async (path) => {
    const world = await open();
    expect(await send(world.gateway, `GET ${folder}${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(400);
    expect(world.cic.requests).toEqual([]);
  });

  test.each(['/a..b', '/...', '/.hidden', '/a%20b%C3%BC', '/a?b=../..&c=%2f%5c%0d%0a', '/%252e%252e/x', '/a//b'])(
    'but not %s',
    async (path) => {
      const world = await open();
      expect(await send(world.gateway, `GET ${folder}${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(200);
    },
  );

  test('that are too long', async () => {
    const world = await open();
    const longest = `/${'a'.repeat(8_000)}`;
    expect(await send(world.gateway, `GET ${folder}${longest} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(200);
    expect(await send(world.gateway, `GET ${folder}${longest}?${'b'.repeat(400)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(
      414,
    );
    expect(world.cic.requests).toHaveLength(1);
  });
});

describe('visitors who', () => {
  test('leave while they wait', async () => {
    const waiting: (() => void)[] = [];
    const cic = await upstream((request, response) => {
      if (request.url.endsWith('/there')) ok(request, response, {} as never);
      else waiting.push(() => response.end());
    });
    const gateway = await openGateway({ servers: [cic.origin] });
    const clients = await Promise.all(Array.from({ length: 40 }, () => rawConnection(gateway.port)));
    for (const [n, client] of clients.entries()) {
      const line = n % 2 === 0 ? 'GET' : 'POST';
      client.write(
        `${line} /I3Root/Server1/websvcs/chat/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${n % 2 === 0 ? 0 : 2}\r\n\r\n`,
      );
      if (n % 2 === 1) client.write('{}');
    }
    await expect.poll(() => waiting.length).toBe(40);
    for (const { socket } of clients) socket.destroy();
    await expectSound({ cic, gateway });
  });

  test.each(['websvcs/chat/x', 'websvcs/chat/stream/x', 'page'])(
    'leave without waiting for answers that stand behind one another leave nothing at the server (%s)',
    async (path) => {
      const cic = await upstream(() => {});
      const gateway = await openGateway({ servers: [cic.origin] });
      const client = await rawConnection(gateway.port);
      client.write(`GET /I3Root/Server1/${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(20));
      await expect.poll(() => cic.requests.length).toBe(20);
      client.socket.destroy();
      // The one left is of the health checks.
      await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(1);
    },
  );

  test('ask again and again without waiting get their answers in order', async () => {
    const cic = await upstream((request, response) => {
      const answer = () => response.end(request.url.slice(-2));
      // The first takes longest.
      if (request.url.endsWith('01')) setImmediate(() => setImmediate(answer));
      else answer();
    });
    const { port } = await openGateway({ servers: [cic.origin] });
    const client = await rawConnection(port);
    const names = Array.from({ length: 30 }, (_, n) => String(n + 1).padStart(2, '0'));
    client.write(names.map((n) => `GET /I3Root/Server1/websvcs/${n} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    const bodies: string[] = [];
    for (const _ of names) bodies.push((await client.answer()).body);
    expect(bodies).toEqual(names);
    client.socket.destroy();
  });

  test.each(['websvcs/chat/x', 'page'])('do not read are cut off in the end (%s)', async (path) => {
    const clock = testClock();
    const bytes = Buffer.alloc(4_000_000, 'x');
    const cic = await upstream((_request, response) => response.end(bytes));
    const gateway = await openGateway({ servers: [cic.origin] }, { clock });
    const client = await rawConnection(gateway.port);
    client.socket.pause();
    client.write(`GET /I3Root/Server1/${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await expect.poll(() => cic.requests.length).toBe(1);
    const timer = setInterval(() => clock.advance(1_000), 5);
    await expect.poll(() => gateway.sockets.size).toBe(0);
    clearInterval(timer);
    client.socket.destroy();
    await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(2);
  });

  test('speak HTTP/1.0 are answered, and their connection ends', async () => {
    const { gateway } = await open();
    for (const path of ['websvcs/chat/x', 'page']) {
      const client = await rawConnection(gateway.port);
      client.write(`GET /I3Root/Server1/${path} HTTP/1.0\r\n\r\n`);
      expect((await client.answer()).status).toBe(200);
      await client.closed;
    }
  });
});
