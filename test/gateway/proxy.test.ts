import { gunzipSync, gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { rawRequest } from '../support/raw.ts';
import { type Answer, type Recorded, rawUpstream, upstream } from '../support/upstream.ts';
import { ask, openGateway } from './gateway.ts';

const calls = '/I3Root/Server1/websvcs';

describe('where a request goes', () => {
  test.each([
    ['/I3Root/Server1/websvcs/serverConfiguration', '/websvcs/serverConfiguration'],
    ['/i3root/SERVER1/WebSvcs/chat/poll/Abc', '/WebSvcs/chat/poll/Abc'],
    ['/I3Root/Server1/websvcs/queue/query?a=1&b=%2F..&c=?', '/websvcs/queue/query?a=1&b=%2F..&c=?'],
    ['/I3Root/Server1//websvcs/serverConfiguration', '/websvcs/serverConfiguration'],
    ['/I3Root/websvcs/chat/poll/abc', '/websvcs/chat/poll/abc'],
    ['/websvcs/chat/poll/abc', '/websvcs/chat/poll/abc'],
    ['/I3Root/Server1/anything/else.html', '/anything/else.html'],
    ['/I3Root/WebServices/Server1/doHTMLRequest?event=CgiTest', '/WebHTMLService/doHTMLRequest?event=CgiTest'],
    ['/i3root/webservices/webhtmlservice/doHTMLRequest', '/WebHTMLService/doHTMLRequest'],
  ])('%s', async (path, seen) => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] });
    const answer = await ask(url + path);
    expect([answer.status, answer.body.toString(), cic.requests.map((one) => one.url)]).toEqual([
      200,
      '{"chat":{}}',
      [seen],
    ]);
  });

  test('below a mount path, and with another root and other prefixes', async () => {
    const cic = await upstream();
    const prefix = '/SomeDirectory/ICProxy';
    const { url } = await openGateway(
      { servers: [{ http: cic.origin, prefix }] },
      { mount: '/shop', options: { root: '/help' } },
    );
    for (const path of ['/shop/somedirectory/icproxy/websvcs/x', '/shop/help/websvcs/x', '/shop/websvcs/x']) {
      expect((await ask(url + path)).status).toBe(200);
    }
    for (const path of ['/websvcs/x', '/SomeDirectory/ICProxy/websvcs/x', '/shop/help/Server1/websvcs/x']) {
      expect((await ask(url + path)).status).toBe(404);
    }
    expect(cic.requests.map((one) => one.url)).toEqual(Array(3).fill('/websvcs/x'));
  });

  test('each prefix to its own server; what belongs to none is not answered by our own engine', async () => {
    const [one, two] = [await upstream(), await upstream()];
    const { url } = await openGateway({ servers: [one.origin, two.origin] });
    await ask(`${url}/I3Root/Server2/websvcs/x`);
    await ask(`${url}/I3Root/Server1/websvcs/y`);
    expect([one.requests.map((r) => r.url), two.requests.map((r) => r.url)]).toEqual([['/websvcs/y'], ['/websvcs/x']]);
    const single = await openGateway({ servers: [one.origin] });
    expect((await ask(`${single.url}/I3Root/Server2/websvcs/serverConfiguration`)).status).toBe(404);
  });

  test('an absolute address goes where the path says, not where its host says', async () => {
    const cic = await upstream();
    const { port } = await openGateway({ servers: [cic.origin] });
    const { status } = await rawRequest(
      port,
      `GET http://evil.example:81${calls}/x HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
    );
    expect([status, cic.requests[0]?.url, cic.requests[0]?.headers.host]).toEqual([
      200,
      '/websvcs/x',
      [`127.0.0.1:${cic.port}`],
    ]);
  });

  test('pages, consoles and APIs stay what they are', async () => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [cic.origin] });
    expect((await ask(`${url}/I3Root/agent/api/me`)).status).toBe(401);
    expect((await ask(`${url}/I3Root/js/config.js`)).body.toString()).toContain('ICServerCount');
    expect((await ask(`${url}/I3Root/health/live`)).status).toBe(200);
    expect(cic.requests).toEqual([]);
  });
});

describe('what goes with a request', () => {
  test('the server is called by its name with its port, and hears who asks', async () => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [cic.byName] });
    await ask(`${url}${calls}/x`, {
      headers: { Host: 'shop.example', Cookie: 'a=1; b=2', 'X-Requested-With': 'XMLHttpRequest' },
    });
    expect(cic.requests[0]?.headers).toMatchObject({
      host: [`localhost:${cic.port}`],
      'x-forwarded-for': ['127.0.0.1'],
      cookie: ['a=1; b=2'],
      'x-requested-with': ['XMLHttpRequest'],
    });
  });

  const forged = {
    'X-Forwarded-For': '6.6.6.6, nonsense',
    X_Forwarded_For: '6.6.6.6',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
    'X-Real-IP': '6.6.6.6',
    Forwarded: 'for=6.6.6.6',
    'X-Original-URL': '/admin',
  };

  test.each(['/websvcs/x', '/handlers/x'])('a stranger cannot say who he is (%s)', async (path) => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [cic.origin] });
    await ask(`${url}/I3Root/Server1${path}`, { headers: forged });
    const headers = cic.requests[0]?.headers ?? {};
    expect(headers['x-forwarded-for']).toEqual(['127.0.0.1']);
    expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|admin|x-forwarded-proto/);
  });

  test.each([
    [1, '203.0.113.9', '203.0.113.9, 127.0.0.1'],
    [1, '6.6.6.6, 203.0.113.9', '203.0.113.9, 127.0.0.1'],
    [2, '203.0.113.9, 10.0.0.7', '203.0.113.9, 10.0.0.7, 127.0.0.1'],
    [1, '::ffff:203.0.113.9', '203.0.113.9, 127.0.0.1'],
    [1, '2001:db8::1', '2001:db8::1, 127.0.0.1'],
    [1, '203.0.113.9:51234', '203.0.113.9, 127.0.0.1'],
    [1, '[2001:db8::1]:51234', '2001:db8::1, 127.0.0.1'],
    [2, '203.0.113.9:51234, 10.0.0.7', '203.0.113.9, 10.0.0.7, 127.0.0.1'],
    [1, 'unknown', '127.0.0.1'],
    [1, '203.0.113.9\u00e9', '127.0.0.1'],
  ])('behind %i trusted proxies that say %s', async (hops, said, expected) => {
    const cic = await upstream();
    const { url } = await openGateway(
      { servers: [cic.origin] },
      { before: (app) => void app.set('trust proxy', hops) },
    );
    await ask(`${url}${calls}/x`, { headers: { 'X-Forwarded-For': said } });
    expect(cic.requests[0]?.headers['x-forwarded-for']).toEqual([expected]);
  });

  test.each(['/websvcs/x', '/handlers/x'])('what is for one connection only stays there (%s)', async (path) => {
    const cic = await upstream((_request, response) => {
      response.writeHead(200, [
        ...[
          'Connection',
          'X-Secret, close',
          'X-Secret',
          '1',
          'Keep-Alive',
          'timeout=99',
          'Proxy-Authenticate',
          'Basic',
        ],
        ...['X-Open', 'a', 'X-Open', 'b', 'Content-Length', '2', 'Alt-Svc', 'h2=":1"', 'Server', 'WPB'],
      ]);
      response.end('{}');
    });
    const { url } = await openGateway({ servers: [cic.origin] });
    const answer = await ask(`${url}/I3Root/Server1${path}`, {
      headers: {
        Connection: 'X-Mine, keep-alive',
        'X-Mine': '1',
        'X-Other': '2',
        TE: 'trailers',
        'Proxy-Authorization': 'Basic x',
        Upgrade: 'websocket',
        Expect: '100-continue',
      },
    });
    expect(answer.status).toBe(200);
    const headers = cic.requests[0]?.headers ?? {};
    for (const name of ['x-mine', 'te', 'proxy-authorization', 'upgrade', 'expect', 'keep-alive']) {
      expect([name, headers[name]]).toEqual([name, undefined]);
    }
    expect(headers['x-other']).toEqual(['2']);
    for (const name of ['x-secret', 'proxy-authenticate', 'alt-svc'])
      expect([name, answer.headers[name]]).toEqual([name, undefined]);
    expect(answer.headers).toMatchObject({ 'x-open': 'a, b', server: 'WPB' });
    expect(answer.raw.filter((text) => text === 'X-Open')).toHaveLength(2);
  });

  test('a gateway that is its own server answers 502, and says so once', async () => {
    const cic = await upstream();
    const gateway = await openGateway({ servers: [cic.origin] });
    await ask(`${gateway.url}${calls}/x`);
    const via = cic.requests[0]?.headers.via?.[0] ?? '';
    expect(via).toMatch(/^1\.1 iwt-[0-9a-f]+$/);
    for (let n = 0; n < 2; n++) {
      expect((await ask(`${gateway.url}${calls}/x`, { headers: { Via: `1.0 fred, ${via}` } })).status).toBe(502);
    }
    expect(gateway.log.filter(({ message }) => message.includes('names this gateway itself'))).toHaveLength(1);
    await ask(`${gateway.url}${calls}/x`, { headers: { Via: '1.0 fred' } });
    expect(cic.requests[1]?.headers.via).toEqual([`1.0 fred, ${via}`]);
  });
});

describe('methods', () => {
  const echo: Answer = ({ method }, response) => {
    response.setHeader('Allow', 'GET, POST');
    response.setHeader('X-Method', method);
    if (method === 'DELETE') response.writeHead(204).end();
    else response.writeHead(200, { 'Content-Length': 12 }).end('twelve bytes');
  };

  test.each(['/websvcs/x', '/handlers/x'])('%s', async (path) => {
    const cic = await upstream(echo);
    const { url } = await openGateway({ servers: [cic.origin] });
    const target = `${url}/I3Root/Server1${path}`;
    for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
      const answer = await ask(target, { method });
      expect([answer.status, answer.headers['x-method'], answer.body.toString()]).toEqual([
        200,
        method,
        'twelve bytes',
      ]);
    }
    const head = await ask(target, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '12', 0]);
    const gone = await ask(target, { method: 'DELETE' });
    expect([gone.status, gone.headers['content-length'], gone.body.length]).toEqual([204, undefined, 0]);
    for (const method of ['PATCH', 'TRACE', 'PROPFIND']) {
      const refused = await ask(target, { method });
      expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD, POST, PUT, DELETE, OPTIONS']);
    }
    expect(cic.requests).toHaveLength(6);
  });

  test('an upgrade is passed on as the plain request that it is besides', async () => {
    const cic = await upstream();
    const { port } = await openGateway({ servers: [cic.origin] });
    const head = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    for (const path of [`${calls}/x`, '/I3Root/Server1/x']) {
      expect((await rawRequest(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n${head}\r\n`)).status).toBe(200);
    }
    for (const { headers } of cic.requests) expect(headers.upgrade).toBeUndefined();
  });
});

describe('bodies', () => {
  const json = JSON.stringify({ message: 'Grüße & so = 100 % [x]', contentType: 'text/plain' });
  const parsers: [string, RequestHandler[]][] = [
    ['none', []],
    ['json', [express.json()]],
    ['text', [express.text({ type: '*/*' })]],
    ['raw', [express.raw({ type: '*/*' })]],
    ['all', [express.json(), express.urlencoded({ extended: true }), express.text(), express.raw()]],
  ];

  describe.each(parsers)('with parsers of the host: %s', (_name, handlers) => {
    const open = async () => {
      const cic = await upstream();
      const before = (app: express.Express) => handlers.forEach((handler) => void app.use(handler));
      return { cic, ...(await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] }, { before })) };
    };
    const paths = [`${calls}/chat/sendMessage/x`, '/I3Root/WebServices/Server1/doHTMLRequest'];

    test.each(paths)('JSON to %s', async (path) => {
      const { cic, url } = await open();
      const type = 'application/json; charset=utf-8; charset=UTF-8';
      await ask(url + path, { method: 'POST', body: json, headers: { 'Content-Type': type } });
      const [seen] = cic.requests;
      expect(JSON.parse(String(seen?.body))).toEqual(JSON.parse(json));
      expect([seen?.headers['content-type'], seen?.headers['content-length']]).toEqual([
        [type],
        [String(seen?.body.length)],
      ]);
      expect(seen?.headers['transfer-encoding']).toBeUndefined();
    });

    test.each(paths)('JSON in chunks to %s', async (path) => {
      const { cic, port } = await open();
      const bytes = Buffer.from(json);
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const chunk = (part: Buffer) =>
        Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
      const whole = [
        Buffer.from(head),
        chunk(bytes.subarray(0, 9)),
        chunk(bytes.subarray(9)),
        Buffer.from('0\r\n\r\n'),
      ];
      expect((await rawRequest(port, Buffer.concat(whole))).status).toBe(200);
      expect(JSON.parse(String(cic.requests[0]?.body))).toEqual(JSON.parse(json));
    });

    test('a form to a handler', async () => {
      const { cic, url } = await open();
      const form = new URLSearchParams([
        ['event', 'Search'],
        ['text', 'a&b=c d%ü'],
        ['many', '1'],
        ['many', '2'],
      ]);
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      await ask(`${url}${paths[1]}`, { method: 'POST', body: form.toString(), headers });
      expect([...new URLSearchParams(String(cic.requests[0]?.body))]).toEqual([...form]);
    });

    test('a compressed one', async () => {
      const { cic, url } = await open();
      const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
      for (const path of paths) await ask(url + path, { method: 'POST', body: gzipSync(json), headers });
      expect(cic.requests).toHaveLength(2);
      for (const { headers: seen, body } of cic.requests) {
        const plain = seen['content-encoding'] === undefined ? body : gunzipSync(body);
        expect(JSON.parse(String(plain))).toEqual(JSON.parse(json));
      }
    });

    test.each(paths)('in another charset to %s', async (path) => {
      const { cic, url } = await open();
      const kinds: [string, BufferEncoding][] = [
        ['application/json; charset=utf-16; v=1', 'utf16le'],
        ['text/plain;charset="iso-8859-1"', 'latin1'],
      ];
      for (const [type, encoding] of kinds) {
        const headers = { 'Content-Type': type };
        await ask(url + path, { method: 'POST', body: Buffer.from(json, encoding), headers });
        const { body, headers: seen } = cic.requests.at(-1) as Recorded;
        const charset = /charset="?([a-z\d-]+)/.exec(seen['content-type']?.[0] ?? '')?.[1];
        expect(JSON.parse(new TextDecoder(charset).decode(body))).toEqual(JSON.parse(json));
      }
    });

    test.each(paths)('none at all to %s', async (path) => {
      const { cic, url } = await open();
      await ask(url + path, { method: 'POST', headers: { 'Content-Length': 0 } });
      expect([cic.requests[0]?.body.length, cic.requests[0]?.headers['content-length']]).toEqual([0, ['0']]);
    });
  });

  test('of a GET means nothing, and cannot be taken for another request', async () => {
    const cic = await upstream();
    const { port } = await openGateway({ servers: [cic.origin] });
    const inner = 'GET /websvcs/other HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n';
    for (const path of [`${calls}/chat/poll/x`, '/I3Root/Server1/page']) {
      const bytes = `GET ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
      expect((await rawRequest(port, bytes)).status).toBe(200);
    }
    expect(cic.requests.map(({ url, body }) => [url, body.length])).toEqual([
      ['/websvcs/chat/poll/x', 0],
      ['/page', 0],
    ]);
  });

  test("a host's parser that has eaten an upload is told of", async () => {
    const cic = await upstream();
    const eat: RequestHandler = (req, _res, next) =>
      void req.resume().on('end', () => next(void Object.assign(req, { body: { a: 1 } })));
    const { url } = await openGateway(
      { servers: [{ http: cic.origin, pluginHttp: cic.origin }] },
      { before: (app) => void app.use(eat) },
    );
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const answer = await ask(`${url}/I3Root/WebServices/Server1/doHTMLRequest`, {
      method: 'POST',
      body: '--x--',
      headers,
    });
    expect([answer.status, cic.requests.length]).toEqual([415, 0]);
  });

  test('compressed answers are passed on unchanged', async () => {
    const packed = gzipSync(json);
    const cic = await upstream((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' });
      response.end(packed);
    });
    const { url } = await openGateway({ servers: [cic.origin] });
    for (const path of ['/websvcs/x', '/page']) {
      const answer = await ask(`${url}/I3Root/Server1${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
      expect([answer.headers['content-encoding'], answer.body.equals(packed)]).toEqual(['gzip', true]);
    }
    expect(cic.requests[0]?.headers['accept-encoding']).toEqual(['gzip']);
  });

  test.each([1, 300, 20_000, 3_000_000])('an answer of %i bytes', async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7) % 256));
    const cic = await upstream((_request, response) => response.end(bytes));
    const { url } = await openGateway({ servers: [cic.origin] });
    for (const path of ['/websvcs/x', '/page']) {
      const answer = await ask(`${url}/I3Root/Server1${path}`);
      expect(answer.body.equals(bytes)).toBe(true);
    }
  });
});

describe('what a server says of itself', () => {
  const says =
    (headers: Record<string, string | string[]>): Answer =>
    (_request, response) => {
      response.writeHead(302, headers).end();
    };

  test.each([
    ['/I3Root/Server1/websvcs/x', 'http://CIC/websvcs/y?z', '/shop/I3Root/Server1/websvcs/y?z'],
    ['/i3root/server1/page', 'http://CIC/', '/shop/i3root/server1/'],
    ['/I3Root/Server1/page', '/other', '/shop/I3Root/Server1/other'],
    ['/I3Root/Server1/page', 'other', 'other'],
    ['/I3Root/Server1/page', '//CIC/x', '/shop/I3Root/Server1/x'],
    ['/I3Root/Server1/page', 'http://BACKUP/x', '/shop/I3Root/Server2/x'],
    ['/I3Root/Server1/page', 'https://elsewhere.example/x', 'https://elsewhere.example/x'],
    ['/I3Root/websvcs/x', 'http://CIC/websvcs/y', '/shop/I3Root/websvcs/y'],
    [
      '/I3Root/WebServices/Server1/doHTMLRequest',
      '/WebHTMLService/doHTMLRequest?a',
      '/shop/I3Root/WebServices/Server1/doHTMLRequest?a',
    ],
    [
      '/I3Root/WebServices/WebHTMLService/doHTMLRequest',
      'http://PLUGIN/WebHTMLService/x',
      '/shop/I3Root/WebServices/WebHTMLService/x',
    ],
    ['/I3Root/WebServices/Server1/doHTMLRequest', '/elsewhere', '/elsewhere'],
  ])('%s leads on to %s', async (path, location, expected) => {
    const plugin = await upstream((_request, response) => response.writeHead(302, { Location: named(location) }).end());
    const cic = await upstream((_request, response) => response.writeHead(302, { Location: named(location) }).end());
    const backup = await upstream();
    const named = (text: string) =>
      text
        .replace('CIC', `localhost:${cic.port}`)
        .replace('PLUGIN', `127.0.0.1:${plugin.port}`)
        .replace('BACKUP', `127.0.0.1:${backup.port}`);
    const { url } = await openGateway(
      { servers: [{ http: cic.byName, pluginHttp: plugin.origin }, backup.origin] },
      { mount: '/shop' },
    );
    expect((await ask(`${url}/shop${path}`)).headers.location).toBe(expected);
  });

  test.each(['//evil.example/x', '/\\evil.example/x'])(
    'never to another host that it does not name (%s)',
    async (path) => {
      const cic = await upstream((_request, response) => {
        response.writeHead(302, { Location: `http://127.0.0.1:${cic.port}${path}` }).end();
      });
      const { url } = await openGateway({ servers: [cic.origin] });
      expect((await ask(`${url}/websvcs/x`)).headers.location).toBe('/evil.example/x');
    },
  );

  test('cookies stay below its folder, and name no other host', async () => {
    const cookies = [
      'a=1; Path=/; Domain=cic; HttpOnly',
      'b=2',
      'c=3; path=/websvcs; SameSite=Lax',
      'd=4; domain = x ;Path=x',
    ];
    const cic = await upstream(says({ 'Set-Cookie': cookies }));
    const plugin = await upstream(says({ 'Set-Cookie': ['e=5; Path=/WebHTMLService/x', 'f=6; Path=/'] }));
    const { url } = await openGateway({ servers: [{ http: cic.origin, pluginHttp: plugin.origin }] });
    for (const path of ['/websvcs/x', '/page']) {
      expect((await ask(`${url}/I3Root/Server1${path}`)).headers['set-cookie']).toEqual([
        'a=1; Path=/I3Root/Server1/; HttpOnly',
        'b=2',
        'c=3; Path=/I3Root/Server1/websvcs; SameSite=Lax',
        'd=4;Path=x',
      ]);
    }
    expect((await ask(`${url}/I3Root/WebServices/Server1/x`)).headers['set-cookie']).toEqual([
      'e=5; Path=/I3Root/WebServices/Server1/x',
      'f=6; Path=/I3Root/WebServices/Server1/',
    ]);
  });

  test('a name in two spellings keeps both values, whatever the host has set before', async () => {
    const lines = ['Set-Cookie: a=1', 'set-cookie: b=2', 'constructor: c', 'X-A: 1', 'x-a: 2', 'Content-Length: 2'];
    const cic = await rawUpstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n{}`);
    });
    const before = (app: express.Express) => void app.enable('x-powered-by');
    const { url } = await openGateway({ servers: [cic.origin] }, { before });
    for (const path of ['/websvcs/x', '/page']) {
      const { headers } = await ask(`${url}/I3Root/Server1${path}`);
      expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-a': '1, 2', constructor: 'c' });
    }
  });

  test.each([200, 203, 304, 400, 404, 429, 500, 501, 504])('its status %i is passed on', async (status) => {
    const cic = await upstream((_request, response) => {
      response
        .writeHead(status, { 'Cache-Control': 'no-cache', 'X-Said': 'it' })
        .end(status === 304 ? undefined : 'text');
    });
    const { url } = await openGateway({ servers: [cic.origin] });
    for (const path of ['/websvcs/x', '/page']) {
      const answer = await ask(`${url}/I3Root/Server1${path}`);
      expect([answer.status, answer.headers['x-said'], answer.body.toString()]).toEqual([
        status,
        'it',
        status === 304 ? '' : 'text',
      ]);
    }
    expect(cic.requests).toHaveLength(2);
  });
});

describe('pages of other origins', () => {
  const preflight = { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' };
  const cicSays: Answer = (_request, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' }).end('{}');
  };

  test('are let in as the option allowedOrigins says, whatever the server says', async () => {
    const cic = await upstream(cicSays);
    const { url } = await openGateway(
      { servers: [cic.origin] },
      { options: { allowedOrigins: ['https://shop.example'] } },
    );
    const first = await ask(`${url}${calls}/x`, { method: 'OPTIONS', headers: preflight });
    expect([first.status, first.headers['access-control-allow-origin']]).toEqual([204, 'https://shop.example']);
    expect(cic.requests).toEqual([]);
    for (const path of ['/websvcs/x', '/page']) {
      const allowed = await ask(`${url}/I3Root/Server1${path}`, { headers: { Origin: 'https://shop.example' } });
      expect(allowed.headers).toMatchObject({
        'access-control-allow-origin': 'https://shop.example',
        vary: 'Accept, Origin',
      });
      const other = await ask(`${url}/I3Root/Server1${path}`, { headers: { Origin: 'https://other.example' } });
      expect(other.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test("without that option they are the server's affair", async () => {
    const cic = await upstream(cicSays);
    const { url } = await openGateway({ servers: [cic.origin] });
    const answer = await ask(`${url}${calls}/x`, { method: 'OPTIONS', headers: preflight });
    expect([answer.status, answer.headers['access-control-allow-origin'], cic.requests.length]).toEqual([200, '*', 1]);
  });
});
