import express from 'express';
import { describe, expect, it } from 'vitest';
import { budgets } from '../../lib/http/rate-limits.ts';
import { sendRate } from '../../lib/http/send-rate.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Caller } from '../../lib/wire/room.ts';
import { testClock } from '../support/clock.ts';
import { type EdgeChanges, GUID, nobody, type Served, serve, signedInAs, testEdge } from './edge.ts';

interface Warned {
  readonly code?: string;
}

async function open(changes: EdgeChanges = {}, proxies: unknown = 'loopback') {
  const clock = testClock();
  const warnings: Warned[] = [];
  const log = { debug() {}, info() {}, warn: (fields: object) => void warnings.push(fields), error() {} };
  const made = testEdge({ ...changes, options: { runtime: { clock, ids: systemIds, log }, ...changes.options } });
  const app = express();
  app.set('trust proxy', proxies);
  app.use(made.edge.router);
  app.use((_req, res) => void res.status(404).send('of the host'));
  return { ...(await serve(app)), clock, warnings };
}

const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

/** Uses up what is left of a budget, without waiting for each answer. */
async function spend({ url }: Served, path: string, count: number, init: RequestInit): Promise<number[]> {
  const statuses: number[] = [];
  for (let left = count; left > 0; left -= 100) {
    const some = Array.from({ length: Math.min(100, left) }, () => fetch(`${url}${path}`, init));
    for (const answer of await Promise.all(some)) {
      statuses.push(answer.status);
      await answer.arrayBuffer();
    }
  }
  return statuses;
}

const login = (address: string): RequestInit => ({
  method: 'POST',
  headers: { ...from(address).headers, 'Content-Type': 'application/json' },
  body: '{}',
});

describe('requests in general', () => {
  it('of one address to sign in are limited, and told when to come back', async () => {
    const site = await open();
    const all = await spend(site, '/I3Root/agent/api/login', budgets.signIn, login('192.0.2.1'));
    expect(new Set(all)).toEqual(new Set([200]));
    site.clock.advance(20_000);
    const answer = await fetch(`${site.url}/I3Root/agent/api/login`, login('192.0.2.1'));
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '40']);
    expect(await answer.json()).toMatchObject({ error: { code: 'request.limited', details: { retryAfter: 40 } } });
    // Others, and other pages, are not held up.
    expect((await fetch(`${site.url}/I3Root/agent/api/login`, login('192.0.2.2'))).status).toBe(200);
    expect((await fetch(`${site.url}/I3Root/opening`, from('192.0.2.1'))).status).toBe(200);
    site.clock.advance(40_000);
    expect((await fetch(`${site.url}/I3Root/agent/api/login`, login('192.0.2.1'))).status).toBe(200);
  });

  it('count an IPv6 network as one address, and IPv4 as itself however it is written', async () => {
    const site = await open();
    await spend(site, '/I3Root/agent/api/login', budgets.signIn, login('2001:db8:1:2::1'));
    const status = async (address: string) =>
      (await fetch(`${site.url}/I3Root/agent/api/login`, login(address))).status;
    expect(await status('2001:db8:1:2:ffff::9')).toBe(429);
    expect(await status('2001:db8:1:3::1')).toBe(200);
    await spend(site, '/I3Root/agent/api/login', budgets.signIn, login('::ffff:192.0.2.9'));
    expect(await status('192.0.2.9')).toBe(429);
  });

  it('are refused on pages with a page in words', async () => {
    const site = await open({ options: { errorPage: ({ code, details }) => `<p>${code} ${details?.retryAfter}</p>` } });
    await spend(site, '/I3Root/callback', budgets.callbacks, from('192.0.2.1'));
    const answer = await fetch(`${site.url}/I3Root/callback`, from('192.0.2.1'));
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '60']);
    expect(answer.headers.get('Content-Type')).toContain('text/html');
    expect(await answer.text()).toBe('<p>request.limited 60</p>');
  });

  it('of signed-in agents count for their session, not for the address of their office', async () => {
    const signIn = {
      middlewares: [],
      caller: (req: { headers: Record<string, unknown> }): Caller => {
        const name = req.headers['x-agent'];
        return name === undefined ? nobody : { ...nobody, subject: String(name), session: `session of ${name}` };
      },
    };
    const site = await open({ parts: { signIn: { agents: signIn as never, visitors: signedInAs(nobody) } } });
    const as = (agent: string): RequestInit => ({ headers: { ...from('192.0.2.1').headers, 'X-Agent': agent } });
    await spend(site, '/I3Root/agent/api/me', budgets.session, as('ann'));
    const status = async (init: RequestInit) => (await fetch(`${site.url}/I3Root/agent/api/me`, init)).status;
    expect(await status(as('ann'))).toBe(429);
    expect(await status(as('ben'))).toBe(200);
    // Whoever is not signed in still counts for the address.
    const refused = await spend(site, '/I3Root/agent/api/me', budgets.pages, from('192.0.2.1'));
    expect(new Set(refused)).toEqual(new Set([401]));
    expect(await status(from('192.0.2.1'))).toBe(429);
    expect(await status(as('ben'))).toBe(200);
  }, 60_000);

  it('leave health, the protocol and the rest of the host alone', async () => {
    const site = await open();
    await spend(site, '/I3Root/nothing.js', budgets.pages, from('192.0.2.1'));
    expect((await fetch(`${site.url}/I3Root/nothing.js`, from('192.0.2.1'))).status).toBe(429);
    for (const path of ['/I3Root/health/live', `/I3Root/websvcs/chat/poll/${GUID}`]) {
      expect((await fetch(`${site.url}${path}`, from('192.0.2.1'))).status).toBe(200);
    }
    const host = await fetch(`${site.url}/elsewhere`, from('192.0.2.1'));
    expect([host.status, await host.text()]).toEqual([404, 'of the host']);
    expect(site.warnings).toEqual([]);
  }, 60_000);

  it('let a visitor write far faster than anybody types, and then say when to go on, in the form of the protocol', async () => {
    const site = await open();
    const say: RequestInit = { method: 'POST', body: '{"message":"x","contentType":"text/plain"}' };
    const path = `/I3Root/websvcs/chat/sendMessage/${GUID}`;
    await spend(site, path, sendRate.burst, say);
    const answer = await fetch(`${site.url}${path.replace(GUID, GUID.toUpperCase())}`, say);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { chat: { status: object } }).chat.status).toEqual({
      ...{ type: 'failure', reason: 'error.websvc.general', params: { retryAfter: 1 } },
    });
    site.clock.advance(sendRate.intervalMs);
    expect(await (await fetch(`${site.url}${path}`, say)).json()).toMatchObject({
      chat: { status: { type: 'success' } },
    });
  });
});

describe('a setting "trust proxy" that believes everybody', () => {
  it.each([
    ['true', true],
    ['a function that trusts all', () => true],
    ['every range', ['0.0.0.0/1', '128.0.0.0/1']],
  ])('is reported once: %s', async (_name, proxies) => {
    const site = await open({}, proxies);
    await spend(site, '/I3Root/opening', 3, {});
    expect(site.warnings.map(({ code }) => code)).toEqual(['IWT_TRUST_PROXY_PERMISSIVE']);
  });

  it.each([
    ['none', false],
    ['the nearest one', 1],
    ['our own machine', 'loopback'],
  ])('is not seen in one that trusts %s; there a spoofed address gains nothing', async (_name, proxies) => {
    const site = await open({}, proxies);
    await spend(site, '/I3Root/agent/api/login', budgets.signIn, login('198.51.100.7, 192.0.2.1'));
    const spoofed = await fetch(`${site.url}/I3Root/agent/api/login`, login('203.0.113.99, 192.0.2.1'));
    expect(spoofed.status).toBe(429);
    expect(site.warnings).toEqual([]);
  });
});
