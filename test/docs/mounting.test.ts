import { mkdirSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { iwt } from '../../lib/iwt.ts';
import { register } from '../mounts/story.ts';
import { silentLog } from '../support/databases.ts';
import { openEventStream } from '../support/event-stream.ts';
import { startChat } from '../support/visitor.ts';
import { type Examples, makeCertificate, runExamples, unpack } from './examples.ts';

// Every program of docs/mounting.md, as it stands there, run and used over HTTP.
const page = 'docs/mounting.md';
const names = [
  'top.js',
  'sub-path.js',
  'no-root.js',
  'nested.js',
  'two-databases.js',
  'gateway.js',
  'parsers-after.js',
  'parsers-before.js',
  'accounts.js',
  'policy.js',
  'https.js',
  'commonjs.cjs',
  'commonjs.cjs on Express 4',
  'nested.js on Express 4',
  'start.js',
  'origins.js',
  'protocol-only.js',
  'logging.js',
];
const alone = ['close.js'];

let unpacked: Awaited<ReturnType<typeof unpack>>;
let examples: Examples;

beforeAll(async () => {
  unpacked = await unpack(page);
  makeCertificate(path.dirname(unpacked.file('https.js')));
  examples = await runExamples(names.map(unpacked.file));
}, 120_000);

afterAll(async () => {
  await examples.stop();
  unpacked.remove();
});

test('no program of the page is left out', () => {
  const tried = [...names, ...alone].map((name) => name.split(' on ')[0]);
  expect(unpacked.titles.filter((title) => !tried.includes(title))).toEqual([]);
});

/** The pages are there, and a visitor gets into a chat. */
async function works(url: string): Promise<void> {
  for (const at of ['', 'agent/', 'account/login', 'js/config.js', 'health/live']) {
    expect([at, (await fetch(`${url}/${at}`)).status]).toEqual([at, 200]);
  }
  const visitor = await startChat(url, { prefix: 'Server1/websvcs' });
  expect((await visitor.poll())[0]).toMatchObject({ participantName: 'Vera', state: 'active', sequenceNumber: 0 });
}

test.each([
  ['top.js', '/I3Root'],
  ['sub-path.js', '/help/i3root'],
  ['no-root.js', '/chat'],
  ['nested.js', '/en/help/chat/I3Root'],
  ['nested.js on Express 4', '/fr/help/chat/I3Root'],
  ['parsers-after.js', '/I3Root'],
  ['parsers-before.js', '/I3Root'],
  ['commonjs.cjs', '/I3Root'],
  ['commonjs.cjs on Express 4', '/I3Root'],
  ['start.js', '/I3Root'],
])('%s', async (name, at) => {
  await works(`${examples.url(name)}${at}`);
});

test('other paths go on to the app; the protocol answers at the mount path, too', async () => {
  const url = examples.url('top.js');
  expect(await (await fetch(url)).text()).toBe('My site');
  expect((await fetch(`${url}/WebSvcs/serverConfiguration`)).status).toBe(200);
  expect((await fetch(`${url}/I3Root/nothing`)).status).toBe(404);
});

test('two services know nothing of each other', async () => {
  const url = examples.url('two-databases.js');
  const shopper = await startChat(`${url}/shop/I3Root`);
  const poll = async (site: string) =>
    (await fetch(`${url}/${site}/I3Root/websvcs/chat/poll/${shopper.participantID}`)).json();
  expect(await poll('shop')).toMatchObject({ chat: { status: { type: 'success' } } });
  expect(await poll('bank')).toMatchObject({ chat: { status: { type: 'failure' } } });
});

/** As the nginx of the page: takes `/chat` away, and passes on or replaces the host. */
async function gateway(target: string, host: 'passed' | 'replaced'): Promise<string> {
  const server = http.createServer((req, res) => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const headers = { ...req.headers, ...forwarded, host: host === 'passed' ? req.headers.host : 'backend' };
    const options = { method: req.method ?? 'GET', headers };
    const onward = http.request(target + (req.url ?? '').slice('/chat'.length), options, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(onward);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat/I3Root`;
}

test('a gateway that takes away a prefix', async () => {
  const url = await gateway(examples.url('gateway.js'), 'passed');
  await register(url);
  expect(await (await fetch(`${url}/js/config.js`)).text()).toContain('"UseEncryption": true');
  const login = await fetch(`${url}/account/register`, {
    method: 'POST',
    headers: { Origin: new URL(url).origin },
    body: new URLSearchParams({ username: 'nora', password: 'seven grey horses', confirm: 'seven grey horses' }),
    redirect: 'manual',
  });
  expect(login.headers.getSetCookie()[0]).toMatch(/; Secure/);
});

test('a gateway that replaces the host without saying so', async () => {
  const url = await gateway(examples.url('gateway.js'), 'replaced');
  const signIn = (headers: Record<string, string>) =>
    fetch(`${url}/account/login`, {
      method: 'POST',
      headers: { Origin: new URL(url).origin, ...headers },
      body: new URLSearchParams({ username: 'nobody', password: 'seven grey horses' }),
    });
  expect((await signIn({})).status).toBe(403);
  expect((await signIn({ 'X-Forwarded-Host': new URL(url).host })).status).toBe(401);
});

test('parsers of the host find what is theirs, and refuse what they do not like', async () => {
  const json = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
  const order = await fetch(`${examples.url('parsers-after.js')}/orders`, { ...json, body: '{"tea":2}' });
  expect(await order.json()).toEqual({ tea: 2 });
  const broken = (name: string) =>
    fetch(`${examples.url(name)}/I3Root/websvcs/chat/start`, { ...json, body: '{"target' });
  expect((await broken('parsers-after.js')).status).toBe(200);
  expect((await broken('parsers-before.js')).status).toBe(400);
});

test('beside the host’s own accounts', async () => {
  const url = examples.url('accounts.js');
  const credentials = new URLSearchParams({ username: 'boss', password: 'secret' });
  const login = await fetch(`${url}/login`, { method: 'POST', body: credentials });
  const Cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await register(`${url}/I3Root`);
  expect(await (await fetch(`${url}/me`, { headers: { Cookie } })).json()).toEqual({ name: 'boss' });
  expect((await fetch(`${url}/I3Root/agent/api/me`, { headers: { Cookie } })).status).toBe(401);
});

test('under a strict policy', async () => {
  const url = `${examples.url('policy.js')}/I3Root`;
  for (const path of ['', 'agent/', 'account/login']) {
    const answer = await fetch(`${url}/${path}`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self'");
    expect(await answer.text()).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:/i);
  }
});

test('over TLS', async () => {
  const url = `${examples.url('https.js').replace('http:', 'https:')}/I3Root/js/config.js`;
  const text = await new Promise<string>((resolve, reject) => {
    const request = https.get(url, { rejectUnauthorized: false }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()).toString());
    });
    request.on('error', reject);
  });
  expect(text).toContain('"UseEncryption": true');
});

test('pages of other sites', async () => {
  const url = `${examples.url('origins.js')}/I3Root`;
  const allowed = async (path: string, origin: string) =>
    (await fetch(`${url}/${path}`, { headers: { Origin: origin } })).headers.get('access-control-allow-origin');
  expect(await allowed('websvcs/serverConfiguration', 'https://shop.example')).toBe('https://shop.example');
  expect(await allowed('websvcs/serverConfiguration', 'https://shop.example:8443')).toBeNull();
  expect(await allowed('agent/api/me', 'https://shop.example')).toBeNull();
});

test('only the protocol', async () => {
  const url = examples.url('protocol-only.js');
  const visitor = await startChat(url);
  expect(await visitor.poll()).not.toEqual([]);
  for (const path of ['/I3Root/', '/I3Root/agent/', '/I3Root/health/live']) {
    expect((await fetch(url + path)).status).toBe(404);
  }
});

test('logs go where the host’s go', async () => {
  await works(`${examples.url('logging.js')}/I3Root`);
  const lines = examples
    .printed()
    .split('\n')
    .filter((line) => line.includes('"part":"chat"'));
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
    level: 40,
    path: expect.stringContaining('/I3Root/agent/setup/'),
  });
});

test('health, and closing politely', async () => {
  const closing = await runExamples([unpacked.file('close.js')]);
  onTestFinished(() => closing.stop());
  const url = `${closing.url('close.js')}/I3Root`;
  const visitor = await startChat(url);
  expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready' });
  const stream = await openEventStream(`${url}/websvcs/chat/stream/${visitor.participantID}`);
  closing.process.process.kill('SIGTERM');
  await stream.ended;
  expect(await closing.process.ended).toMatchObject({ code: 0, signal: null });
});

test('a database file that cannot be made is refused at once', async () => {
  const { file, remove } = await unpack(page);
  onTestFinished(remove);
  mkdirSync(path.join(path.dirname(file('start.js')), 'iwt-data', 'iwt.sqlite'), { recursive: true });
  await expect(runExamples([file('start.js')])).rejects.toThrow('IWT_DATABASE_FILE');
});

test('a service that cannot start answers 503, and the app goes on', async () => {
  const app = express();
  const chat = iwt({ database: 'mysql://root@127.0.0.1:1/nowhere', logger: silentLog });
  app.use(chat);
  app.get('/', (_req, res) => void res.send('My site'));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    await chat.close();
    server.close();
  });
  await expect(chat.ready()).rejects.toMatchObject({ code: 'IWT_DATABASE_UNREACHABLE' });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const statuses = ['/I3Root/', '/I3Root/websvcs/serverConfiguration', '/I3Root/health/live', '/'].map(
    async (at) => (await fetch(url + at)).status,
  );
  expect(await Promise.all(statuses)).toEqual([503, 503, 200, 200]);
  const ready = await fetch(`${url}/I3Root/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'unready', problem: 'failed' }]);
});
