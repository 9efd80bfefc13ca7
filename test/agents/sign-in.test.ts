import { describe, expect, it, onTestFinished } from 'vitest';
import { sqliteDatabase } from '../support/databases.ts';
import { goodPassword } from '../support/people.ts';
import { browser, type PeopleSite, peopleSite } from '../support/people-site.ts';

const ann = { username: 'ann', displayName: 'Ann Example', role: 'agent', password: goodPassword } as const;

async function siteWithAnn(options: Parameters<typeof peopleSite>[0] = {}) {
  const site = await peopleSite(options);
  const user = await site.services.agents.create(ann, 'test');
  return { ...site, user, api: `${site.url}/agent/api` };
}

async function signedIn(site: { api: string }, password: string = goodPassword) {
  const agent = browser();
  const response = await agent.json('POST', `${site.api}/login`, { username: 'ann', password });
  return { agent, response };
}

describe('signing in', () => {
  it('answers the user, and sets a cookie for the agent API alone', async () => {
    const site = await siteWithAnn();
    const { agent, response } = await signedIn(site);
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(body).toEqual({
      user: {
        id: site.user.id,
        username: 'ann',
        displayName: 'Ann Example',
        role: 'agent',
        status: { name: 'Gone home', since: '2026-01-05T09:00:00.000Z', available: false },
        workgroups: [],
      },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^iwt\.agent=s%3A[\w%.+-]+; HttpOnly; SameSite=Lax$/);
    expect(agent.cookies.get('iwt.agent')?.path).toBe('/shop/I3Root/agent/api');
    expect(await (await agent.get(`${site.api}/me`)).json()).toEqual(body);
  });

  it('keeps nothing on disk or in the log that opens the session', async () => {
    const database = await sqliteDatabase({ file: true });
    onTestFinished(() => database.drop());
    const site = await siteWithAnn({ options: { database: database.url } });
    const { agent } = await signedIn(site);
    const id = decodeURIComponent(agent.cookies.get('iwt.agent')?.value ?? '').slice(2, 45);
    expect(id).toMatch(/^[\w-]{43}$/);
    const rows = await database.knex('iwt_session').select();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows) + site.logged()).not.toContain(id);
    expect(JSON.stringify(await database.knex('iwt_audit').select())).not.toContain(goodPassword);
  });

  it('gives one answer to unknown names, wrong passwords and people who are off', async () => {
    const site = await siteWithAnn();
    const off = await site.services.agents.create({ ...ann, username: 'off' }, 'test');
    await site.services.agents.setActive(off.id, false, 'test');
    const answers = [];
    for (const credentials of [
      { username: 'nobody', password: goodPassword },
      { username: 'ann', password: 'wrong horses' },
      { username: 'off', password: goodPassword },
      { username: '\u0000', password: 'x' },
      { username: 'x'.repeat(5000), password: 'y'.repeat(5000) },
    ]) {
      const response = await browser().json('POST', `${site.api}/login`, credentials);
      const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
      answers.push({ status: response.status, headers, body: await response.text() });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, body: expect.stringContaining('credentials.bad') });
    expect(answers[0]?.headers).not.toHaveProperty('set-cookie');
  });

  it.each([
    [undefined, 400],
    [[], 400],
    ['ann', 400],
    [{}, 400],
    [{ username: 'ann' }, 400],
    [{ username: 'ann', password: '' }, 400],
    [{ username: ['ann'], password: { $ne: '' } }, 400],
    [{ username: 'ann', password: 12345678 }, 400],
    [{ username: { toString: 'ann' }, password: goodPassword }, 400],
  ])('refuses the body %j', async (body, status) => {
    const site = await siteWithAnn();
    const response = await browser().json('POST', `${site.api}/login`, body);
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('says 429 and when to come back after too many failures', async () => {
    const site = await siteWithAnn();
    for (let i = 0; i < 5; i++) expect((await signedIn(site, 'wrong horses')).response.status).toBe(401);
    const { response } = await signedIn(site);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('180');
    expect(await response.json()).toMatchObject({ error: { code: 'login.limited', details: { retryAfter: 180 } } });
    site.clock.advance(180_000);
    expect((await signedIn(site)).response.status).toBe(200);
  });

  it('counts addresses as the host’s trust proxy sees them', async () => {
    const site = await siteWithAnn({ before: (app) => app.set('trust proxy', 'loopback') });
    const from = (address: string, password: string) =>
      browser().json('POST', `${site.api}/login`, { username: 'ann', password }, { 'x-forwarded-for': address });
    for (let i = 0; i < 5; i++) await from('198.51.100.1', 'wrong horses');
    expect((await from('198.51.100.1', goodPassword)).status).toBe(429);
    expect((await from('198.51.100.2', goodPassword)).status).toBe(200);
    const untrusting = await siteWithAnn();
    const spoof = (address: string) =>
      browser().json(
        'POST',
        `${untrusting.api}/login`,
        { username: 'ann', password: 'wrong horses' },
        { 'x-forwarded-for': address },
      );
    for (let i = 0; i < 5; i++) await spoof(`198.51.100.${i}`);
    expect((await spoof('198.51.100.9')).status).toBe(429);
  });

  it('renews the session id, so that a planted one is worth nothing', async () => {
    const site = await siteWithAnn();
    const { agent } = await signedIn(site);
    const planted = agent.cookies.get('iwt.agent') as { value: string; path: string };
    const again = await agent.json('POST', `${site.api}/login`, { username: 'ann', password: goodPassword });
    expect(again.status).toBe(200);
    const renewed = agent.cookies.get('iwt.agent');
    expect(renewed?.value).not.toBe(planted.value);
    const thief = browser();
    thief.cookies.set('iwt.agent', planted);
    expect((await thief.get(`${site.api}/me`)).status).toBe(401);
    const victim = browser();
    victim.cookies.set('iwt.agent', { value: 's%3Achosen.by-somebody-else', path: '/shop/I3Root/agent/api' });
    await victim.json('POST', `${site.api}/login`, { username: 'ann', password: goodPassword });
    expect(victim.cookies.get('iwt.agent')?.value).not.toContain('chosen');
    expect((await victim.get(`${site.api}/me`)).status).toBe(200);
  });

  it('marks the cookie as secure on a secure site', async () => {
    const site = await siteWithAnn({ before: (app) => app.set('trust proxy', true) });
    const response = await browser().json(
      'POST',
      `${site.api}/login`,
      { username: 'ann', password: goodPassword },
      { 'x-forwarded-proto': 'https' },
    );
    expect(response.headers.getSetCookie()[0]).toMatch(/; Secure/);
  });

  it('works in any letter case of the address and with a slash at its end', async () => {
    const site = await siteWithAnn();
    const agent = browser();
    const api = site.api.replace('I3Root', 'i3root');
    await agent.json('POST', `${api}/login/`, { username: 'ann', password: goodPassword });
    expect((await agent.get(`${api}/me`)).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends with signing out, and its cookie goes', async () => {
    const site = await siteWithAnn();
    const { agent } = await signedIn(site);
    const kept = agent.cookies.get('iwt.agent') as { value: string; path: string };
    expect((await agent.json('POST', `${site.api}/logout`, {})).status).toBe(200);
    expect(agent.cookies.size).toBe(0);
    agent.cookies.set('iwt.agent', kept);
    expect((await agent.get(`${site.api}/me`)).status).toBe(401);
    expect((await browser().json('POST', `${site.api}/logout`, {})).status).toBe(200);
  });

  it('ends at once when the user is switched off or gets a new password', async () => {
    const site = await siteWithAnn();
    const { agents } = site.services;
    const { agent } = await signedIn(site);
    await agents.setActive(site.user.id, false, 'test');
    expect((await agent.get(`${site.api}/me`)).status).toBe(401);
    await agents.setActive(site.user.id, true, 'test');
    expect((await agent.get(`${site.api}/me`)).status).toBe(401);
    const next = await signedIn(site);
    await agents.setPassword(site.user.id, 'eight green horses', 'test');
    expect((await next.agent.get(`${site.api}/me`)).status).toBe(401);
  });

  it('ends when it is idle for half a day, or a day old', async () => {
    const site = await siteWithAnn();
    const hour = 3_600_000;
    const idle = await signedIn(site);
    site.clock.advance(13 * hour);
    expect((await idle.agent.get(`${site.api}/me`)).status).toBe(401);
    const busy = await signedIn(site);
    for (let i = 0; i < 4; i++) {
      site.clock.advance(6 * hour - 1000);
      expect((await busy.agent.get(`${site.api}/me`)).status).toBe(200);
    }
    site.clock.advance(hour);
    expect((await busy.agent.get(`${site.api}/me`)).status).toBe(401);
  });

  it('survives a restart and a rotation of the secret, and no forgery', async () => {
    const database = await sqliteDatabase({ file: true });
    onTestFinished(() => database.drop());
    const [old, fresh] = ['o'.repeat(32), 'f'.repeat(32)];
    const start = (secret: string[]) => peopleSite({ options: { database: database.url, secret } });
    const first = await siteWithAnn({ options: { database: database.url, secret: [old] } });
    const { agent } = await signedIn(first);
    const meOn = async (site: PeopleSite) => (await agent.get(`${site.url}/agent/api/me`)).status;
    expect(await meOn(await start([fresh, old]))).toBe(200);
    expect(await meOn(await start([fresh]))).toBe(401);
    const kept = agent.cookies.get('iwt.agent') as { value: string; path: string };
    agent.cookies.set('iwt.agent', { ...kept, value: `${kept.value.slice(0, -4)}AAAA` });
    expect(await meOn(first)).toBe(401);
  });
});

describe('what agents may do with their status', () => {
  it('sets it by its documented name', async () => {
    const site = await siteWithAnn();
    const { agent } = await signedIn(site);
    const put = (body: unknown) => agent.json('PUT', `${site.api}/status`, body);
    const listed = await (await agent.get(`${site.api}/statuses`)).json();
    expect(listed).toMatchObject({
      statuses: expect.arrayContaining([expect.objectContaining({ name: 'Available', available: true })]),
    });
    expect(await (await put({ status: 'Available' })).json()).toMatchObject({
      user: { status: { name: 'Available', available: true } },
    });
    const until = '2026-01-05T13:00:00+01:00';
    expect(await (await put({ status: 'At lunch', until, note: '<b>soup</b>' })).json()).toMatchObject({
      user: { status: { name: 'At lunch', until: '2026-01-05T12:00:00.000Z', note: '<b>soup</b>', available: false } },
    });
    for (const body of [
      {},
      { status: 7 },
      { status: 'Asleep' },
      { status: 'At lunch', until: 'soon' },
      { status: 'At lunch', note: {} },
      [],
    ]) {
      expect((await put(body)).status).toBe(400);
    }
    expect((await browser().json('PUT', `${site.api}/status`, { status: 'Available' })).status).toBe(401);
    expect((await browser().get(`${site.api}/statuses`)).status).toBe(401);
  });
});

describe('pages of other sites', () => {
  const declared = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }];
  const named = [{ origin: 'https://evil.example' }, { origin: 'null' }];

  it('cannot sign anybody in or out, set a status, register or send the account forms', async () => {
    const site = await siteWithAnn();
    const { agent } = await signedIn(site);
    const forms = (headers: Record<string, string>) => [
      agent.form(`${site.url}/account/login`, { username: 'a', password: 'b' }, headers),
      agent.form(
        `${site.url}/account/register`,
        { username: 'maria', password: goodPassword, confirm: goodPassword },
        headers,
      ),
      agent.form(`${site.url}/account/logout`, {}, headers),
    ];
    const calls = (headers: Record<string, string>) => [
      agent.json('POST', `${site.api}/login`, { username: 'ann', password: goodPassword }, headers),
      agent.json('POST', `${site.api}/logout`, {}, headers),
      agent.json('PUT', `${site.api}/status`, { status: 'Available' }, headers),
    ];
    const refused = [...declared.flatMap((headers) => [...forms(headers), ...calls(headers)]), ...named.flatMap(forms)];
    for (const response of await Promise.all(refused)) expect(response.status).toBe(403);
    expect((await agent.get(`${site.api}/me`)).status).toBe(200);
    expect(await site.services.visitors.verify('maria', goodPassword, '192.0.2.1')).toBeNull();
  });

  it('are not allowed to send JSON when their browser asks first', async () => {
    const site = await siteWithAnn();
    for (const { origin } of named) {
      const asked = await fetch(`${site.api}/login`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('cannot use a form where JSON is asked for, nor change anything with GET', async () => {
    const site = await siteWithAnn();
    const { agent } = await signedIn(site);
    expect((await agent.form(`${site.api}/login`, { username: 'ann', password: goodPassword })).status).toBe(415);
    expect((await agent.get(`${site.api}/logout`)).status).toBe(404);
    expect((await agent.get(`${site.url}/account/logout`)).status).not.toBe(200);
    expect((await agent.get(`${site.api}/me`)).status).toBe(200);
  });
});

describe('the setup link', () => {
  const linkOf = (site: PeopleSite) => {
    const [, path] = /"(?:path|link)":"\/I3Root(\/agent\/setup\/[\w-]{43})"/.exec(site.logged()) ?? [];
    return `${site.url}${path}`;
  };
  const fields = { username: 'root', displayName: '', password: goodPassword, confirm: goodPassword };

  it('is logged at the first start and makes one administrator', async () => {
    const site = await peopleSite();
    const link = linkOf(site);
    const page = await browser().get(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<form class="account-form" method="post" novalidate>');
    // A browser names no origin from a page without referrer.
    const done = await browser().form(link, fields, { origin: 'null' });
    expect(done.status).toBe(200);
    expect(await done.text()).toContain('root');
    expect((await browser().get(link)).status).toBe(404);
    expect((await browser().form(link, { ...fields, username: 'second' })).status).toBe(404);
    const users = await site.services.agents.list();
    expect(users).toMatchObject([{ username: 'root', role: 'administrator' }]);
    const login = await browser().json('POST', `${site.url}/agent/api/login`, {
      username: 'root',
      password: goodPassword,
    });
    expect(login.status).toBe(200);
  });

  it('shows what is wrong beside the field, keeps what was typed but passwords, and goes on working', async () => {
    const site = await peopleSite();
    const link = linkOf(site);
    const typed = { username: 'ro"ot', displayName: "<script>alert('x')</script>" };
    for (const [change, field] of [
      [{ ...typed, confirm: 'other' }, 'confirm'],
      [{ ...typed, password: 'password', confirm: 'password' }, 'password'],
      [{ ...typed, password: '', confirm: '' }, 'password'],
      [{ ...typed, username: ' ' }, 'username'],
      [{ ...typed, displayName: 'x'.repeat(129) }, 'displayName'],
    ] as const) {
      const response = await browser().form(link, { ...fields, ...change });
      const html = await response.text();
      expect(response.status).toBe(400);
      expect(html).toContain(`id="${field}-error"`);
      expect(html).not.toContain('<script');
      expect(html).not.toContain(goodPassword);
      if (field !== 'username') expect(html).toContain('value="ro&#34;ot"');
    }
    expect((await browser().form(link, fields)).status).toBe(200);
  });

  it('is not there when there are users, and a guessed one is not either', async () => {
    const site = await siteWithAnn();
    expect((await browser().get(linkOf(site))).status).toBe(404);
    expect((await browser().get(`${site.url}/agent/setup/guess`)).status).toBe(404);
  });
});
