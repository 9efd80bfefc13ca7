import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../support/databases.ts';
import { rawConnection, rawRequest } from '../support/raw.ts';
import { openSite, type Site } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';
import { checkChat } from './strict.ts';

/** Whatever comes over the wire: an answer by the rules, nothing unexpected in the log, and a server that lives. */
let site: Site;
let port: number;
const logged: unknown[] = [];

beforeAll(async () => {
  site = await openSite({ logger: { ...silentLog, error: (fields) => void logged.push(fields) } });
  port = Number(new URL(site.origin).port);
});
beforeEach(() => void logged.splice(0));
afterAll(() => site.close());

const operations = [
  'serverConfiguration',
  'chat/start',
  'chat/reconnect',
  'chat/poll',
  'chat/sendMessage',
  'chat/setTypingState',
  'chat/exit',
  'partyInfo',
  'queue/query',
  'register',
  'callback/create',
  'callback/status',
  'callback/disconnect',
  'callback/reconnect',
  'problemReport',
];

const strings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    "'; drop table iwt_user; --",
    '%00',
    '../../etc/passwd',
    '<script>alert(1)</script>',

    'Support',
    '__proto__',
    'NaN',
    '1e999',
  ),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'x'.repeat(length)),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: strings },
  fc.jsonValue(),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300, [], {}, [[]], { toString: 1 }),
);
const keys = fc.constantFrom(
  'target',
  'targetType',
  'participant',
  'name',
  'participantName',
  'credentials',
  'customInfo',
  'attributes',
  'routingContexts',
  'language',
  'chatID',
  'callbackID',
  'message',
  'contentType',
  'clientMessageId',
  'typingIndicator',
  'participantID',
  'queueName',
  'queueType',
  'subject',
  'telephone',
  'emailAddress',
  'preferredTime',
  'timeZone',
);
const body = fc.dictionary(
  keys.chain((key) => fc.constantFrom(key, key.toUpperCase())),
  fc.oneof(anything, fc.dictionary(keys, anything, { maxKeys: 5 })),
  { maxKeys: 8 },
);

async function alive(): Promise<void> {
  const visitor = await startChat(site.url);
  await visitor.say('still here');
  await visitor.until((event) => event.type === 'text' && event.value === 'still here');
  await visitor.exit();
}

test('any value in any field of any operation', async () => {
  const visitor = await startChat(site.url);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), fc.boolean(), body, async (operation, mine, sent) => {
      const id = mine ? visitor.participantID : '11111111-2222-4333-8444-555555555555';
      const suffix = /^(chat\/(poll|send|set|exit)|partyInfo|callback\/(status|dis)|problem)/.test(operation)
        ? `/${id}`
        : '';
      const method = /poll|status|serverConf/.test(operation) ? 'GET' : 'POST';
      const answer = await fetch(`${site.url}/websvcs/${operation}${suffix}`, {
        method,
        ...(method === 'POST' && { body: JSON.stringify(sent) }),
      });
      expect(answer.status).toBe(200);
      const said = (await answer.json()) as { chat?: { status: { type: 'success' | 'failure' } } };
      if (said.chat) checkChat(said, said.chat.status.type, { restarted: true });
      expect(logged).toEqual([]);
    }),
    { numRuns: 400 },
  );
  await alive();
});

test('any path and any query', async () => {
  const part = fc.oneof(
    fc.constantFrom(
      'websvcs',
      'chat',
      'poll',
      'I3Root',
      'Server1',
      '..',
      '.',
      '%2e%2e',
      '%00',
      '%',
      '%ff',
      ':id',
      '*',
      '(',
      '',
      'agent',
      'api',
      'account',
      'js',
    ),
    fc.webSegment(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', '/I3Root', '/websvcs', '/I3Root/websvcs/chat', '/I3Root/agent/api', '/I3Root/account'),
      fc.array(part, { maxLength: 6 }),
      fc.webQueryParameters(),
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'),
      async (start, parts, query, method) => {
        const path = [start || '', ...parts].join('/') || '/';
        const target = `${path.startsWith('/') ? path : `/${path}`}?${query}`;
        const answer = await rawRequest(
          port,
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        ).catch(() => undefined);
        expect(answer?.status ?? 0).toBeLessThan(500);
        expect(logged).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
  await alive();
});

test('any headers', async () => {
  const value = fc.oneof(
    fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    fc.constantFrom(
      '*/*;q=',
      'application/xml;q=1;q=0',
      'application/json; charset=',
      'utf-8;;;',
      ',,,,',
      'xml',
      'gzip',
      '0',
      'x'.repeat(4000),
    ),
  );
  const names = [
    'Accept',
    'Accept-Charset',
    'Accept-Language',
    'Content-Type',
    'Content-Encoding',
    'Origin',
    'Cookie',
    'Last-Event-ID',
    'X-Forwarded-For',
    'Sec-Fetch-Site',
    'If-None-Match',
    'Range',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names), value),
      fc.constantFrom(...operations),
      async (headers, operation) => {
        const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
        const answer = await rawRequest(
          port,
          `POST /websvcs/${operation} HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n${lines.join('')}\r\n{"message":"hi"}`,
        );
        expect(answer.status).toBe(200);
        expect(answer.body.length).toBeGreaterThan(0);
        expect(logged).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
  await alive();
});

describe('raw bytes', () => {
  test.each([
    ['nothing but line feeds', '\n'.repeat(5000)],
    ['zeros', Buffer.alloc(5000)],
    ['a TLS greeting', Buffer.from('16030100f8010000f40303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a head without an end', `GET /websvcs/chat/poll/x HTTP/1.1\r\n${'X-Y: z\r\n'.repeat(10_000)}`],
    ['a long path', `GET /${'websvcs/'.repeat(10_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    [
      'two lengths',
      'POST /websvcs/chat/start HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":',
    ],
    [
      'a length and chunks',
      'POST /websvcs/chat/start HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a chunk of no size', 'POST /websvcs/chat/start HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a negative length', 'POST /websvcs/chat/start HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    [
      'a request inside a body',
      `POST /websvcs/chat/exit/x HTTP/1.1\r\nHost: x\r\nContent-Length: 44\r\n\r\nGET /websvcs/chat/start HTTP/1.1\r\nHost: x\r\n\r\n`,
    ],
  ])('%s', async (_name, bytes) => {
    const connection = await rawConnection(port);
    connection.write(bytes);
    connection.socket.end();
    await connection.closed;
    expect(logged).toEqual([]);
    await alive();
  });
});

test('a hundred clients that leave in the middle', async () => {
  const visitor = await startChat(site.url);
  const half = [
    'POST /websvcs/chat/start HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"target"',
    `GET /websvcs/chat/stream/${visitor.participantID} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /websvcs/chat/poll/${visitor.participantID} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `POST /websvcs/chat/sendMessage/${visitor.participantID} HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n{"message":"hi"}`,
  ];
  await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const connection = await rawConnection(port);
      connection.write(half[n % half.length] as string);
      await new Promise((resolve) => setImmediate(resolve));
      connection.socket.resetAndDestroy();
      await connection.closed;
    }),
  );
  expect(logged).toEqual([]);
  await alive();
});
