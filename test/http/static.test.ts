import express from 'express';
import { describe, expect, test } from 'vitest';
import { rawRequest } from '../support/raw.ts';
import { builtPages, serve, testEdge } from './edge.ts';

const files = {
  'visitor/index.html': '<!doctype html>visitor',
  'visitor/assets/main-abc123.js': 'export {};',
  'visitor/.hidden': 'TOP SECRET',
  'agent/index.html': '<!doctype html>agent',
  'agent/assets/main-def456.css': 'a{}',
  'secret.txt': 'TOP SECRET',
};

async function site(change: (app: express.Express) => void = () => {}, mount = '/', root = '/I3Root') {
  const { edge } = testEdge({ options: { views: builtPages(files), root } });
  const app = express();
  change(app);
  app.use(mount, edge.router);
  app.get('/', (_req, res) => void res.send('host'));
  const { url } = await serve(app);
  return async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, { redirect: 'manual', ...init });
    return {
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
      port: Number(new URL(url).port),
    };
  };
}

describe('pages', () => {
  test.each([
    ['/I3Root/', 'visitor'],
    ['/i3root/', 'visitor'],
    ['/I3Root/index.html', 'visitor'],
    ['/I3Root/?server=I3Root/Server1', 'visitor'],
    ['/I3Root/agent/', 'agent'],
    ['/I3Root/Agent/index.html', 'agent'],
  ])('%s', async (path, page) => {
    const get = await site();
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, `<!doctype html>${page}`]);
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  test('unchanged ones are not sent again', async () => {
    const get = await site();
    const { headers, port } = await get('/I3Root/');
    const again = `GET /I3Root/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${headers.get('etag')}\r\n\r\n`;
    expect((await rawRequest(port, again)).status).toBe(304);
  });

  test('assets are kept for good', async () => {
    const get = await site();
    const { status, headers } = await get('/I3Root/agent/assets/main-def456.css');
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  test.each([
    ['/', '/I3Root', './I3Root/'],
    ['/', '/i3root?a=b/c', './i3root/?a=b/c'],
    ['/', '/I3Root/agent', './agent/'],
    ['/shop', '/shop/I3Root/agent?x', './agent/?x'],
  ])('mounted at %s, %s gets its slash in a way that survives gateways', async (mount, path, location) => {
    const get = await site(undefined, mount);
    const { status, headers } = await get(path);
    expect([status, headers.get('location')]).toEqual([301, location]);
  });

  test('a root of nothing', async () => {
    const get = await site(undefined, '/shop', '');
    expect((await get('/shop')).headers.get('location')).toBe('./shop/');
    expect((await get('/shop/')).text).toBe('<!doctype html>visitor');
    expect((await get('/shop/agent/')).text).toBe('<!doctype html>agent');
    expect((await get('/')).text).toBe('host');
  });
});

describe('what is not a page', () => {
  test.each([
    '/I3Root/nothing',
    '/I3Root/../secret.txt',
    '/I3Root/%2e%2e/secret.txt',
    '/I3Root/..%2fsecret.txt',
    '/I3Root/..%5csecret.txt',
    '/I3Root/agent/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/I3Root/.hidden',
    '/I3Root/assets/',
    '/I3Root/%00',
    '/I3Root/%zz',
    '/I3Root/I3Root/index.html',
  ])('%s', async (path) => {
    const { port } = await (await site())('/');
    // fetch would tidy the path up first.
    const { status, body } = await rawRequest(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain('TOP SECRET');
  });

  test('writing to one', async () => {
    const get = await site();
    expect((await get('/I3Root/', { method: 'POST' })).status).toBe(404);
  });

  test('a build that is not there is left to the host', async () => {
    const app = express();
    app.use(testEdge().edge.router);
    const { url } = await serve(app);
    for (const path of ['/I3Root', '/I3Root/', '/I3Root/agent/']) expect((await fetch(url + path)).status).toBe(404);
  });
});

test('a policy of the host stays beside ours, and so do its other headers', async () => {
  const get = await site((app) =>
    app.use((_req, res, next) => {
      res.setHeader('Content-Security-Policy', "default-src 'self'; frame-ancestors https://portal.example");
      res.setHeader('Referrer-Policy', 'no-referrer');
      next();
    }),
  );
  const { headers } = await get('/I3Root/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'; frame-ancestors https://portal.example, default-src 'none';");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});
