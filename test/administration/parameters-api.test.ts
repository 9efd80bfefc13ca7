import { expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { parameterNames } from '../../lib/params/declarations.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { goodPassword } from '../support/people.ts';
import { type Browser, browser, peopleSite } from '../support/people-site.ts';

interface Shown {
  readonly name: string;
  readonly value: string | number;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

describeEachDatabase('the administrator API: parameters', (open) => {
  async function siteWithPeople() {
    const database = await open({ file: true });
    const site = await peopleSite({ options: { database: database.url } });
    for (const [username, role] of [
      ['root', 'administrator'],
      ['sam', 'supervisor'],
      ['ann', 'agent'],
    ] as const) {
      await site.services.agents.create({ username, role, password: goodPassword }, 'test');
    }
    const api = `${site.url}/admin/api`;
    const enter = async (username: string, door = api): Promise<Browser> => {
      const person = browser();
      await person.json('POST', `${door}/login`, { username, password: goodPassword });
      return person;
    };
    const one = (name: string) => `${api}/parameters/${encodeURIComponent(name)}`;
    return { ...site, database, api, enter, one };
  }

  it('lists every one with what an administrator needs to judge it', async () => {
    const { api, enter } = await siteWithPeople();
    const response = await (await enter('root')).get(`${api}/parameters`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { parameters } = (await response.json()) as { parameters: Shown[] };
    expect(parameters.map(({ name }) => name)).toEqual(parameterNames);
    const find = (wanted: string) => parameters.find(({ name }) => name === wanted);
    expect(find('MaxPollFrequency')).toEqual({
      name: 'MaxPollFrequency',
      group: 'Polling',
      value: 2000,
      default: 2000,
      kind: 'integer',
      allowed: { least: 250, most: 60_000, unit: 'ms' },
      usedBy: 'Web Processor Bridge',
      since: '4.0 SU 2',
      restart: false,
      help: expect.stringContaining('two polls'),
      changedAt: null,
      changedBy: null,
    });
    expect(find('SystemName')).toMatchObject({
      kind: 'text',
      allowed: { longest: 128, empty: false, checked: false },
    });
    expect(find('TrustedHosts')).toMatchObject({ allowed: { longest: 4000, empty: true, checked: true } });
    expect(find('Default Snooze Duration')).toMatchObject({ since: null });
  });

  it('sets one at once, in any letter case, and says when and by whom', async () => {
    const { api, enter, one, services, clock, database } = await siteWithPeople();
    const root = await enter('root');
    clock.advance(1234);
    const response = await root.json('PUT', one('maxpollFREQUENCY'), { value: '3000' });
    expect(response.status).toBe(200);
    const changed = { name: 'MaxPollFrequency', value: 3000, changedAt: '2026-01-05T09:00:01.234Z', changedBy: 'root' };
    expect(await response.json()).toMatchObject({ parameter: changed });
    expect(services.params.get('MaxPollFrequency')).toBe(3000);
    expect(((await (await root.get(`${api}/parameters`)).json()) as { parameters: Shown[] }).parameters).toContainEqual(
      expect.objectContaining(changed),
    );
    // Another process learns it, with who and when, from the database.
    await services.params.refresh();
    expect(services.params.find('MaxPollFrequency')).toMatchObject({ changedAt: clock.now(), changedBy: 'root' });
    const audit = createAudit({ database, runtime: { clock: systemClock } });
    expect((await audit.list(1))[0]).toMatchObject({
      actor: 'root',
      action: 'parameter.set',
      target: 'MaxPollFrequency',
      detail: { from: null, to: '3000' },
    });
  });

  it('sets one back to its default', async () => {
    const { enter, one, services } = await siteWithPeople();
    const root = await enter('root');
    await root.json('PUT', one('Default Snooze Duration'), { value: 7 });
    expect(services.params.get('Default Snooze Duration')).toBe(7);
    const response = await root.json('DELETE', one('default snooze duration'), {});
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ parameter: { value: 5, changedAt: null, changedBy: null } });
    expect(services.params.get('Default Snooze Duration')).toBe(5);
    const bare = await fetch(one('SystemName'), {
      method: 'DELETE',
      headers: { cookie: `iwt.agent=${root.cookies.get('iwt.agent')?.value}` },
    });
    expect(bare.status).toBe(200);
  });

  it.each([
    ['MaxPollFrequency', { value: 249 }, 400, 'parameter.invalid', /^MaxPollFrequency must be a whole number from 250/],
    ['MaxPollFrequency', { value: 1000.5 }, 400, 'parameter.invalid', /whole number/],
    ['MaxPollFrequency', { value: '' }, 400, 'parameter.invalid', /whole number/],
    ['SystemName', { value: ' ' }, 400, 'parameter.invalid', /from 1 to 128 characters/],
    ['TrustedHosts', { value: 'not a host' }, 400, 'parameter.invalid', /"not a host" is none/],
    ['MaxPollFrequency', {}, 400, 'request.missing-data', /value/],
    ['MaxPollFrequency', { value: null }, 400, 'request.missing-data', /value/],
    ['MaxPollFrequency', { value: [3000] }, 400, 'request.invalid', /string or a number/],
    ['MaxPollFrequency', { value: true }, 400, 'request.invalid', /string or a number/],
    ['MaxPollFrequency', [3000], 400, 'request.invalid', /object/],
    ['MaxPolFrequency', { value: 3000 }, 404, 'parameter.unknown', /did you mean MaxPollFrequency\?/],
    ['MaxPolFrequency', {}, 404, 'parameter.unknown', /did you mean MaxPollFrequency\?/],
    ['__proto__', { value: 3000 }, 404, 'parameter.unknown', /There is no parameter "__proto__"/],
  ])('refuses %s %j with the reason, and the old value stays', async (name, body, status, code, message) => {
    const { enter, one, services } = await siteWithPeople();
    const before = services.params.list();
    const response = await (await enter('root')).json('PUT', one(name), body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
    });
    await services.params.refresh();
    expect(services.params.list()).toEqual(before);
  });

  it('says beforehand what it would refuse, and changes nothing', async () => {
    const { enter, one, services } = await siteWithPeople();
    const root = await enter('root');
    const before = services.params.list();
    const check = async (name: string, value: unknown) =>
      (await root.json('POST', `${one(name)}/check`, { value })).json();
    expect(await check('trustedhosts', '10.0.0.0/8, example.com')).toEqual({ problem: null });
    expect(await check('TrustedHosts', '10.0.0.0/99')).toEqual({
      problem: expect.stringMatching(/^TrustedHosts must be .*"10\.0\.0\.0\/99" is none\.$/),
    });
    expect(await check('Trustedhost', 'x')).toMatchObject({ error: { code: 'parameter.unknown' } });
    expect(services.params.list()).toEqual(before);
  });

  it('is for administrators alone', async () => {
    const { api, enter, one, services } = await siteWithPeople();
    const before = services.params.list();
    const calls = (person: Browser) => [
      person.get(`${api}/parameters`),
      person.json('PUT', one('MaxPollFrequency'), { value: 3000 }),
      person.json('DELETE', one('MaxPollFrequency'), {}),
      person.json('POST', `${one('MaxPollFrequency')}/check`, { value: 3000 }),
      // Nobody learns which names there are.
      person.json('PUT', one('Nonsense'), { value: 3000 }),
    ];
    for (const name of ['sam', 'ann']) {
      const person = await enter(name);
      for (const response of await Promise.all(calls(person))) {
        expect(response.status).toBe(403);
        expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } });
      }
      expect(await (await person.get(`${api}/me`)).json()).toMatchObject({ user: { username: name } });
    }
    for (const response of await Promise.all(calls(browser()))) {
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'login.required' } });
    }
    expect(services.params.list()).toEqual(before);
  });

  it('ends for who is no administrator any more', async () => {
    const { api, enter, services } = await siteWithPeople();
    const root = await enter('root');
    const { id } = (await services.agents.findByName('root')) ?? { id: '' };
    await services.agents.update(id, { role: 'agent' }, 'test');
    expect((await root.get(`${api}/parameters`)).status).toBe(403);
    await services.agents.setActive(id, false, 'test');
    expect((await root.get(`${api}/parameters`)).status).toBe(401);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403, 'request.cross-site'],
    [{ origin: 'https://elsewhere.example', 'content-type': 'text/plain' }, 403, 'request.cross-site'],
    [{ 'content-type': 'text/plain' }, 415, 'request.content-type'],
  ])('refuses what a page of another site sends: %j', async (headers, status, code) => {
    const { enter, one, services } = await siteWithPeople();
    const root = await enter('root');
    const response = await root.json('PUT', one('MaxPollFrequency'), { value: 3000 }, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
    expect(services.params.get('MaxPollFrequency')).toBe(2000);
  });

  it('answers 404 in its own form where there is nothing', async () => {
    const { api } = await siteWithPeople();
    const response = await fetch(`${api}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
  });
});
