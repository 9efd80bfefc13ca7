import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express5 from 'express';
import express4 from 'express4';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { serve } from './edge.ts';

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_name, express) => {
  test('requests and responses are born with the prototypes of the application', async () => {
    const app = express();
    const born: boolean[] = [];
    const server = createServer(app);
    server.prependListener('request', (req, res) => {
      born.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response);
    });
    app.get('/', (req, res) => {
      born.push(req instanceof http.IncomingMessage, res instanceof http.ServerResponse);
      res.json({ path: req.path, app: req.app === app });
    });
    const { url } = await serve(server as http.Server);
    expect(await (await fetch(url)).json()).toEqual({ path: '/', app: true });
    expect(born).toEqual([true, true, true, true]);
  });

  test('what the host adds to its prototypes, early or late, is there', async () => {
    const app = express();
    Object.assign(app.request, { early: 1 });
    const { url } = await serve(createServer(app) as http.Server);
    Object.assign(app.response, { late: 2 });
    app.get(
      '/',
      (req, res) => void res.json([(req as never as { early: 1 }).early, (res as never as { late: 2 }).late]),
    );
    expect(await (await fetch(url)).json()).toEqual([1, 2]);
  });

  test('applications inside keep prototypes of their own', async () => {
    const app = express();
    const inner = express();
    Object.assign(app.request, { from: 'outer', outer: true });
    Object.assign(inner.request, { from: 'inner' });
    inner.get('/', (req, res) => {
      const { from, outer } = req as never as { from: string; outer: boolean };
      res.json({ from, outer, app: req.app === inner, base: req.baseUrl });
    });
    app.use('/inner', inner);
    app.get('/after', (req, res) => void res.json({ from: (req as never as { from: string }).from }));
    const { url } = await serve(createServer(app) as http.Server);
    for (let n = 0; n < 2; n++) {
      expect(await (await fetch(`${url}/inner`)).json()).toEqual({
        from: 'inner',
        outer: true,
        app: true,
        base: '/inner',
      });
      expect(await (await fetch(`${url}/after`)).json()).toEqual({ from: 'outer' });
    }
  });

  test('bodies, errors and kept-alive connections are as ever', async () => {
    const app = express();
    app.use(express.json());
    app.post('/', (req, res) => void res.json(req.body));
    app.get('/error', () => {
      throw Object.assign(new Error('no'), { status: 418, expose: true });
    });
    app.set('env', 'test');
    const { url } = await serve(createServer(app, { keepAliveTimeout: 1234 }) as http.Server);
    const headers = { 'Content-Type': 'application/json' };
    expect(await (await fetch(url, { method: 'POST', body: '{"a":1}', headers })).json()).toEqual({ a: 1 });
    expect((await fetch(`${url}/error`)).status).toBe(418);
    const { headers: kept } = await fetch(url, { method: 'POST', body: '{}', headers });
    expect(kept.get('keep-alive')).toBe('timeout=1');
  });
});

test('with a key and a certificate it is an HTTPS server', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string];
  const subject = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const app = express5();
  app.get('/', (req, res) => void res.json({ secure: req.secure }));
  const server = createServer(app, { key: readFileSync(key), cert: readFileSync(cert) });
  expect(server).toBeInstanceOf(https.Server);
  await serve(server as http.Server);
  const { port } = server.address() as AddressInfo;
  const body = await new Promise<string>((resolve, reject) => {
    https
      .get({ port, host: '127.0.0.1', rejectUnauthorized: false }, (answer) => {
        answer.setEncoding('utf8').on('data', resolve);
      })
      .on('error', reject);
  });
  expect(body).toBe('{"secure":true}');
});

test.each([undefined, {}, () => {}, express5.Router()])('what is no application is refused', (app) => {
  expect(() => createServer(app as never)).toThrow(expect.objectContaining({ code: 'IWT_NOT_EXPRESS' }));
});
