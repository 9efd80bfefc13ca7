import express, { type RequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import type { StartInput } from '../../lib/chat/chat.ts';
import { BODY_TIMEOUT, MAX_DRAINED_BYTES } from '../../lib/http/body.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';
import { rawConnection, rawRequest } from '../support/raw.ts';
import { CHAT, GUID, serve, serveEdge, testEdge } from './edge.ts';

const visitor = {
  target: 'Support',
  participant: { name: 'Ann & Bo = 100% [x]', credentials: '' },
  customInfo: 'a=1&b=2',
};
const json = JSON.stringify({ ...visitor, attributes: { page: '/x?y=z&w' } });
const xml =
  '<chat><target>Support</target><participant><name>Ann &amp; Bo = 100% [x]</name></participant><customInfo>a=1&amp;b=2</customInfo><attributes><page>/x?y=z&amp;w</page></attributes></chat>';

async function startThrough(parsers: RequestHandler[], body: string, contentType: string): Promise<unknown> {
  let started: StartInput | undefined;
  const { edge } = testEdge({
    chat: {
      async start(input) {
        started = input;
        return { chatId: CHAT, participantId: GUID, interaction: '1' };
      },
    },
  });
  const app = express();
  for (const parser of parsers) app.use(parser);
  app.use(edge.router);
  const { url } = await serve(app);
  const answer = await fetch(`${url}/websvcs/chat/start`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': contentType },
  });
  expect(answer.status).toBe(200);
  return started ?? answer.json();
}

const asSent = expect.objectContaining({
  target: 'Support',
  name: 'Ann & Bo = 100% [x]',
  customInfo: 'a=1&b=2',
  attributes: { page: '/x?y=z&w' },
});

const keepRaw: RequestHandler = express.json({
  verify(req, _res, buffer) {
    Object.assign(req, { rawBody: buffer });
  },
});

const types = [
  'application/json; charset=utf-8; charset=UTF-8',
  'text/plain',
  'application/octet-stream',
  'application/xml',
];

describe.each([
  ['none', []],
  ['json', [express.json()]],
  ['json of any type', [express.json({ type: '*/*' })]],
  ['json that keeps the raw body', [keepRaw]],
  ['text', [express.text({ type: '*/*' })]],
  ['raw', [express.raw({ type: '*/*' })]],
  ['all of them', [express.json(), express.urlencoded({ extended: true }), express.text(), express.raw()]],
] as [string, RequestHandler[]][])('parsers of the host: %s', (name, parsers) => {
  test.each(types)('JSON as %s', async (contentType) => {
    expect(await startThrough(parsers, json, contentType)).toEqual(asSent);
  });

  test('XML', async () => {
    // A JSON parser that takes everything refuses XML before we see it.
    const answer = await startThrough(parsers, xml, 'application/xml').catch(() => 'refused by the host');
    expect(answer).toEqual(name === 'json of any type' ? 'refused by the host' : asSent);
  });
});

describe.each([
  ['plain', express.urlencoded({ extended: false })],
  ['extended', express.urlencoded({ extended: true })],
])('a %s form parser of the host', (_name, parser) => {
  const form = 'application/x-www-form-urlencoded; charset=UTF-8';

  test.each([
    ['simple JSON', { target: 'Support', participant: { name: 'Ann' } }, 'Ann'],
    [
      'JSON with the signs that split fields',
      { target: 'Support', participant: { name: 'A & B = C&D=' } },
      'A & B = C&D=',
    ],
  ])('%s', async (_kind, body, name) => {
    expect(await startThrough([parser], JSON.stringify(body), form)).toMatchObject({ target: 'Support', name });
  });

  test('XML', async () => {
    const body = '<chat a="b"><target>Support</target><participant><name>Ann &amp; Bo</name></participant></chat>';
    expect(await startThrough([parser], body, form)).toMatchObject({ target: 'Support', name: 'Ann & Bo' });
  });

  test('an ordinary form is not what is expected', async () => {
    expect(await startThrough([parser], 'target=Support&participant%5Bname%5D=Ann', form)).toMatchObject({
      chat: { status: { reason: 'error.websvc.content.invalid' } },
    });
  });
});

test('brackets, of which an extended form parser drops what follows, are refused rather than misread', async () => {
  const body = '{"target":"Support","customInfo":"[1] or [2] and so on","participant":{"name":"Ann"}}';
  const form = 'application/x-www-form-urlencoded';
  expect(await startThrough([express.urlencoded({ extended: false })], body, form)).toMatchObject({ name: 'Ann' });
  expect(await startThrough([express.urlencoded({ extended: true })], body, form)).toMatchObject({
    chat: { status: { reason: 'error.websvc.content.invalid' } },
  });
});

test('a body that something of the host has read and thrown away is absent', async () => {
  const swallow: RequestHandler = (req, _res, next) => {
    req.resume().on('end', next);
  };
  expect(await startThrough([swallow], json, 'application/json')).toMatchObject({
    chat: { status: { reason: 'error.websvc.content.invalid.missingData' } },
  });
});

describe('bodies nobody wants', () => {
  const reasonOf = (body: string) => (JSON.parse(body) as { chat: { status: { reason: string } } }).chat.status.reason;
  const head = (path: string, rest: string) => `POST /websvcs/${path} HTTP/1.1\r\nHost: x\r\n${rest}\r\n\r\n`;

  test('compressed', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/websvcs/chat/start`, {
      method: 'POST',
      body: json,
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(reasonOf(await answer.text())).toBe('error.websvc.contentType.invalidContentType');
  });

  test('too large, but with an end: it is refused and the connection stays', async () => {
    const { port } = await serveEdge();
    const client = await rawConnection(port);
    client.write(`${head('chat/start', 'Content-Length: 600000')}${'x'.repeat(600_000)}`);
    expect(reasonOf((await client.answer()).body)).toBe('error.websvc.content.invalid');
    client.write(`GET /websvcs/chat/poll/${GUID} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect((await client.answer()).status).toBe(200);
    client.socket.destroy();
  });

  test('announced as huge: refused before it comes', async () => {
    const { port } = await serveEdge();
    const client = await rawConnection(port);
    client.write(head('chat/start', 'Content-Length: 9999999999'));
    const answer = await client.answer();
    expect(reasonOf(answer.body)).toBe('error.websvc.content.invalid');
    expect(answer.headers.connection).toBe('close');
    await client.closed;
  });

  test('without an end: read no further than the limit', async () => {
    const { port } = await serveEdge();
    const client = await rawConnection(port);
    client.write(head('chat/start', 'Transfer-Encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let sent = 0;
    let over = false;
    void client.closed.then(() => {
      over = true;
    });
    while (!over && sent < 64 * MAX_DRAINED_BYTES) {
      client.write(chunk);
      sent += 0x10000;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.closed;
    expect(over).toBe(true);
  });

  test.each(['chat/exit', 'problemReport', 'callback/disconnect'])('endless where none is read: %s', async (path) => {
    const { port } = await serveEdge();
    const client = await rawConnection(port);
    client.write(head(`${path}/${GUID}`, 'Transfer-Encoding: chunked'));
    expect((await client.answer()).status).toBe(200);
    let over = false;
    void client.closed.then(() => {
      over = true;
    });
    for (let sent = 0; !over && sent < 64 * MAX_DRAINED_BYTES; sent += 0x10000) {
      client.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.closed;
  });

  test('too slow', async () => {
    const clock = testClock();
    let waiting: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const watched = {
      now: clock.now,
      after(ms: number, run: () => void) {
        waiting();
        return clock.after(ms, run);
      },
    };
    const { port } = await serveEdge({ options: { runtime: { clock: watched, ids: systemIds, log: silentLog } } });
    const client = await rawConnection(port);
    client.write(`${head('chat/start', 'Content-Length: 100')}{"target":`);
    await asked;
    clock.advance(BODY_TIMEOUT);
    const answer = await client.answer();
    expect(reasonOf(answer.body)).toBe('error.websvc.content.invalid');
    expect(answer.headers.connection).toBe('close');
    await client.closed;
  });

  test('broken off: nothing is done', async () => {
    let started = false;
    const { port, server, url } = await serveEdge({
      chat: {
        async start() {
          started = true;
          return { chatId: CHAT, participantId: GUID, interaction: '1' };
        },
      },
    });
    const gone = new Promise<void>((resolve) =>
      server.on('connection', (socket) => socket.once('close', () => resolve())),
    );
    const client = await rawConnection(port);
    client.write(`${head('chat/start', 'Content-Length: 1000')}${json}`);
    await new Promise((resolve) => setImmediate(resolve));
    client.socket.destroy();
    await gone;
    expect((await fetch(`${url}/websvcs/chat/poll/${GUID}`)).status).toBe(200);
    expect(started).toBe(false);
  });

  test('not UTF-8', async () => {
    const { port } = await serveEdge();
    const body = Buffer.from(json.replace('Ann', 'Ann\u00e9'), 'latin1');
    const bytes = Buffer.concat([Buffer.from(head('chat/start', `Content-Length: ${body.length}`)), body]);
    expect(reasonOf((await rawRequest(port, bytes)).body)).toBe('error.websvc.contentType.invalidCharset');
  });
});
