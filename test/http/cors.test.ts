import express from 'express';
import { expect, test } from 'vitest';
import { GUID, serve, serveEdge, testEdge } from './edge.ts';

const shop = 'https://shop.example';
const poll = `/websvcs/chat/poll/${GUID}`;
const options = { allowedOrigins: [shop] };

test('without allowed origins nobody else may read', async () => {
  const { url } = await serveEdge();
  const { headers } = await fetch(url + poll, { headers: { Origin: shop } });
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('vary')).toBeNull();
});

test('an allowed origin reads answers, failures and streams', async () => {
  const { url } = await serveEdge({ options });
  for (const path of [
    poll,
    '/websvcs/chat/poll/',
    `/I3Root/websvcs/chat/stream/${GUID}`,
    '/websvcs/serverConfiguration',
  ]) {
    const answer = await fetch(url + path, { headers: { Origin: 'HTTPS://Shop.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('HTTPS://Shop.example');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
    await answer.body?.cancel();
  }
});

test('others do not', async () => {
  const { url } = await serveEdge({ options });
  for (const origin of ['https://shop.example.evil', 'http://shop.example', 'null', 'https://shop.example:8443']) {
    const { headers } = await fetch(url + poll, { headers: { Origin: origin } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('vary')).toBe('Origin');
  }
});

test('a browser that asks first', async () => {
  const { url } = await serveEdge({ options });
  const ask = (origin: string) =>
    fetch(`${url}/i3root/server1/websvcs/chat/start`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    });
  const { status, headers } = await ask(shop);
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe(shop);
  expect(headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
  expect(headers.get('access-control-allow-headers')).toContain('X-Prototype-Version');
  expect(Number(headers.get('access-control-max-age'))).toBeGreaterThanOrEqual(600);
  const refused = await ask('https://evil.example');
  expect(refused.status).toBe(204);
  expect(refused.headers.get('access-control-allow-methods')).toBeNull();
});

test('what the host says about caching stays', async () => {
  const app = express();
  app.use((_req, res, next) => {
    res.setHeader('Vary', 'Accept-Encoding');
    next();
  });
  app.use(testEdge({ options }).edge.router);
  const { url } = await serve(app);
  expect((await fetch(url + poll)).headers.get('vary')).toBe('Accept-Encoding, Origin');
});

test('the agents’ API is nobody else’s in any case', async () => {
  const { url } = await serveEdge({ options });
  const { headers } = await fetch(`${url}/I3Root/agent/api/me`, { headers: { Origin: shop } });
  expect(headers.get('access-control-allow-origin')).toBeNull();
});
