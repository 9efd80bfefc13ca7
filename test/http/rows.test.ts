import express from 'express';
import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import type { Caller, RoomAnswer } from '../../lib/wire/room.ts';
import { nobody, serve, serveEdge, signedInAs, testEdge } from './edge.ts';

const json = { 'Content-Type': 'application/json' };

/** A console of which one row does what the test says. */
function consoleWith(row: Record<string, RoomAnswer>) {
  const echo: RoomAnswer = ({ body, params }) => ({ body: { body, params } });
  return { parts: { console: new Proxy(row, { get: (rows, name) => rows[String(name)] ?? echo }) as never } };
}

describe('what a row is given', () => {
  test('path, query, body and place', async () => {
    const { url } = await serveEdge();
    const answer = await fetch(`${url}/i3root/agent/api/interactions/20%2F01/messages?after=5&after=6`, {
      method: 'POST',
      body: '{"text":"hi"}',
      headers: json,
    });
    expect(await answer.json()).toEqual({
      method: 'POST',
      params: { id: '20/01' },
      query: { after: '5' },
      body: { text: 'hi' },
      base: '/i3root',
      toRoot: '../../../../',
    });
  });

  test('nothing from an address that cannot be decoded, and the host no error', async () => {
    const app = express();
    app.use(testEdge().edge.router);
    app.use((_error: unknown, _req: unknown, res: express.Response, _next: unknown) => void res.status(500).end());
    const { url } = await serve(app);
    for (const path of [
      'agent/api/interactions/%ff',
      'agent/api/interactions/%/hold',
      'agent/setup/%e0%a4',
      '%c0%ae',
    ]) {
      expect((await fetch(`${url}/I3Root/${path}`)).status).toBe(404);
    }
  });

  test('the same below a mount point, where a parser of the host has read the body', async () => {
    const app = express();
    app.use(express.json());
    app.use('/shop', testEdge().edge.router);
    const { url } = await serve(app);
    const answer = await fetch(`${url}/shop/I3Root/agent/api/login`, {
      method: 'POST',
      body: '{"a":1}',
      headers: json,
    });
    expect(await answer.json()).toMatchObject({ body: { a: 1 }, base: '/shop/I3Root', toRoot: '../../' });
  });

  test('the fields of a form, read by us or by the host', async () => {
    for (const parser of [undefined, express.urlencoded({ extended: true }), express.urlencoded({ extended: false })]) {
      const app = express();
      if (parser) app.use(parser);
      app.use(testEdge().edge.router);
      const { url } = await serve(app);
      const body = new URLSearchParams([
        ['username', 'Ann & Bo'],
        ['username', 'second'],
        ['__proto__', 'x'],
        ['toString', 'y'],
      ]);
      const answer = await fetch(`${url}/I3Root/account/login`, { method: 'POST', body });
      const { body: fields } = (await answer.json()) as { body: object };
      expect(fields).toMatchObject({ username: 'Ann & Bo', toString: 'y' });
    }
  });
});

describe('what is refused before the row', () => {
  const refusal = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { error: { code: string } }).error.code,
  ];
  const send = async (
    changes: RequestInit & { headers?: Record<string, string> },
    path = '/I3Root/agent/api/interactions/1/messages',
  ) => {
    const { url } = await serveEdge();
    return fetch(url + path, {
      method: 'POST',
      body: '{"text":"hi"}',
      ...changes,
      headers: { ...json, ...changes.headers },
    });
  };

  test.each([
    ['a form', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, [415, 'request.content-type']],
    ['plain text', { headers: { 'Content-Type': 'text/plain' } }, [415, 'request.content-type']],
    ['another charset', { headers: { 'Content-Type': 'application/json; charset=latin1' } }, [415, 'request.charset']],
    ['no JSON', { body: '{"text"' }, [400, 'request.invalid']],
    ['deep JSON', { body: `${'['.repeat(40)}${']'.repeat(40)}` }, [400, 'request.invalid']],
    ['bytes that are not UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, [415, 'request.charset']],
    ['too much', { body: JSON.stringify('x'.repeat(200_000)) }, [413, 'request.too-large']],
    ['a page of another site', { headers: { 'Sec-Fetch-Site': 'cross-site' } }, [403, 'request.cross-site']],
    ['a page of a neighbour', { headers: { 'Sec-Fetch-Site': 'same-site' } }, [403, 'request.cross-site']],
  ])('%s', async (_name, changes, expected) => {
    expect(await refusal(await send(changes as never))).toEqual(expected);
  });

  test.each([
    ['a client that is no browser', {}],
    ['a page of this site', { 'Sec-Fetch-Site': 'same-origin' }],
    ['something the user typed', { 'Sec-Fetch-Site': 'none' }],
    ['a kind of JSON', { 'Content-Type': 'application/merge-patch+json; charset=UTF-8' }],
  ])('but not %s', async (_name, headers) => {
    expect((await send({ headers })).status).toBe(200);
  });

  describe('a form without a word of the browser about its site', () => {
    const post = async (headers: Record<string, string>) => {
      const { url, port } = await serveEdge();
      const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]);
      const body = new URLSearchParams({ a: 'b' });
      return (await fetch(`${url}/I3Root/account/login`, { method: 'POST', body, headers: Object.fromEntries(sent) }))
        .status;
    };

    test.each([
      [{ Origin: 'https://evil.example' }, 403],
      [{ Origin: 'null' }, 403],
      [{ Origin: 'http://127.0.0.1:1' }, 403],
      [{ Origin: 'http://127.0.0.1:PORT' }, 200],
      [{ Origin: 'https://shop.example', 'X-Forwarded-Host': 'Shop.example, inner' }, 200],
      [{ Origin: 'https://evil.example', 'X-Forwarded-Host': 'shop.example' }, 403],
      [{ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' }, 200],
      [{ Origin: 'http://127.0.0.1:PORT', 'Sec-Fetch-Site': 'cross-site' }, 403],
      [{}, 200],
    ])('%j', async (headers, status) => {
      expect(await post(headers as never)).toBe(status);
    });
  });

  test('an API call without a body from another origin, where JSON would have been asked about', async () => {
    const { url } = await serveEdge();
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/I3Root/agent/api/logout`, {
        method: 'POST',
        headers: { Origin: 'http://silent.gateway', ...headers },
      });
    expect((await post({})).status).toBe(403);
    expect((await post(json)).status).toBe(200);
  });

  test('nobody signed in', async () => {
    const signIn = { agents: signedInAs(nobody), visitors: signedInAs(nobody) };
    const { url } = await serveEdge({ parts: { signIn } });
    expect(await refusal(await fetch(`${url}/I3Root/agent/api/me`))).toEqual([401, 'login.required']);
    expect(await refusal(await fetch(`${url}/I3Root/agent/api/events`))).toEqual([401, 'login.required']);
    expect((await fetch(`${url}/I3Root/agent/api/login`, { method: 'POST' })).status).toBe(200);
  });

  test('a session step that fails', async () => {
    const broken = {
      middlewares: [(_q: unknown, _s: unknown, next: (e?: unknown) => void) => next(new Error('db'))],
      caller: () => nobody,
    };
    const { url, errors } = await serveEdge({ parts: { signIn: { agents: broken, visitors: broken } as never } });
    expect(await refusal(await fetch(`${url}/I3Root/agent/api/me`))).toEqual([500, 'internal']);
    expect(errors).toHaveLength(1);
  });

  test('an address of the API that there is not', async () => {
    expect(await refusal(await send({}, '/I3Root/agent/api/nothing'))).toEqual([404, 'not-found']);
  });
});

describe('what a row answers', () => {
  const answerOf = async (answer: RoomAnswer) => {
    const { url, errors } = await serveEdge(consoleWith({ list: answer }));
    return { answer: await fetch(`${url}/I3Root/agent/api/interactions`, { redirect: 'manual' }), errors };
  };

  test('JSON that nobody keeps', async () => {
    const { answer } = await answerOf(() => ({ status: 201, body: { a: 'ä' }, headers: { 'X-More': '1' } }));
    expect([answer.status, await answer.json()]).toEqual([201, { a: 'ä' }]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-more')).toBe('1');
  });

  test('a page, with our policy', async () => {
    const { answer } = await answerOf(() => ({ html: '<!doctype html>ä' }));
    expect(await answer.text()).toBe('<!doctype html>ä');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  });

  test('bytes', async () => {
    const { answer } = await answerOf(() => ({ bytes: 'var a;', type: 'text/javascript; charset=utf-8' }));
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/javascript; charset=utf-8',
      'var a;',
    ]);
  });

  test('the way to another page, from wherever this one is', async () => {
    const { answer } = await answerOf(() => ({ redirect: 'account/login' }));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '../../account/login']);
  });

  test('a stream', async () => {
    let ended = 0;
    const { answer } = await answerOf(() => ({
      stream: (sink) => {
        sink.send({ event: 'ready', id: 7, data: { position: 7 } });
        sink.send({ data: 'two\nlines' });
        sink.end();
        return () => {
          ended += 1;
        };
      },
    }));
    expect(await answer.text()).toMatch(/event: ready\nid: 7\ndata: \{"position":7\}\n\ndata: two\ndata: lines\n\n$/);
    expect(ended).toBe(1);
  });

  test('an error that was expected, without a trace in the log', async () => {
    const { answer, errors } = await answerOf(() => {
      throw new IwtError('interaction.state', 'Somebody else has it.', { user: 'b' });
    });
    expect([answer.status, await answer.json()]).toEqual([
      409,
      { error: { code: 'interaction.state', message: 'Somebody else has it.', details: { user: 'b' } } },
    ]);
    expect(errors).toEqual([]);
  });

  test('an error that passes, with the time it takes', async () => {
    const { answer } = await answerOf(() => {
      throw new IwtError('login.limited', 'Later.', { retryAfter: 30 });
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
  });

  test.each([
    [
      'thrown',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejected', () => Promise.reject(new Error('secret'))],
    ['a value that is no answer', () => undefined as never],
    [
      'an answer that cannot be written',
      () => {
        const body: { self?: unknown } = {};
        body.self = body;
        return { body };
      },
    ],
  ] as [string, RoomAnswer][])('an error nobody expected: %s', async (_name, row) => {
    const { answer, errors } = await answerOf(row);
    const { error } = (await answer.json()) as { error: { code: string; reference: string } };
    expect([answer.status, error.code]).toEqual([500, 'internal']);
    expect(errors.map(({ fields }) => fields.reference)).toEqual([error.reference]);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('a stream that fails is logged and ends', async () => {
    const { answer, errors } = await answerOf(() => ({ stream: () => Promise.reject(new Error('secret')) }));
    expect(await answer.text()).not.toContain('secret');
    expect(errors).toHaveLength(1);
  });

  test('a page that fails is a page', async () => {
    const accounts = new Proxy(
      {},
      {
        get: () => () => {
          throw new Error('secret');
        },
      },
    ) as never;
    const { url } = await serveEdge({ parts: { accounts } });
    const answer = await fetch(`${url}/I3Root/account/login`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      500,
      'text/html; charset=utf-8',
      '<p>internal</p>',
    ]);
  });
});

test('who is signed in reaches the row', async () => {
  const caller: Caller = { ...nobody, subject: 'u1', session: 's1' };
  const { url } = await serveEdge({
    parts: {
      signIn: { agents: signedInAs(caller), visitors: signedInAs(nobody) },
      ...consoleWith({ list: ({ caller: found }) => ({ body: { subject: found?.subject } }) }).parts,
    },
  });
  const answer = await fetch(`${url}/I3Root/agent/api/interactions`);
  expect(await answer.json()).toEqual({ subject: 'u1' });
});
