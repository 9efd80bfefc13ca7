import { describe, expect, it, onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

async function open(database: TestDatabase, options: IwtOptions = {}): Promise<Site> {
  const site = await openSite({ database: database.url, ...options });
  onTestFinished(() => site.close());
  return site;
}

const set = (site: Site, name: string, value: string | number) => site.iwt.services.params.set(name, value, 'test');

interface Configuration {
  readonly cfgVer: number;
  readonly capabilities: Readonly<Record<'common' | 'chat' | 'callback' | 'queueQuery', readonly string[]>>;
  readonly problemReportRegEx?: string;
}

async function configuration(site: Site): Promise<Configuration> {
  const answer = await fetch(`${site.url}/websvcs/serverConfiguration`);
  return ((await answer.json()) as [{ serverConfiguration: Configuration }])[0].serverConfiguration;
}

interface Said {
  readonly type: string;
  readonly reason?: string;
  readonly params?: object;
}

async function post(site: Site, path: string, root: string, body: object): Promise<Said> {
  const answer = await fetch(`${site.url}/websvcs/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Record<string, { status: Said }>)[root]?.status as Said;
}

const who = {
  anonymous: { name: 'Vera', credentials: null },
  authenticated: { name: 'vera', credentials: testPassword },
};

const asks = {
  ChatAccessControl: (site: Site, participant: object) =>
    post(site, 'chat/start', 'chat', { target: 'Support', targetType: 'Workgroup', participant }),
  CallbackAccessControl: (site: Site, participant: object) =>
    post(site, 'callback/create', 'callback', {
      ...{ target: 'Support', targetType: 'Workgroup', subject: 'My order' },
      participant: { ...participant, telephone: '+12125552368' },
    }),
  QueryQueueAccessControl: (site: Site, participant: object) =>
    post(site, 'queue/query', 'queue', { queueName: 'Support', queueType: 'Workgroup', participant }),
};
const groups = { ChatAccessControl: 'chat', CallbackAccessControl: 'callback', QueryQueueAccessControl: 'queueQuery' };
const names = Object.keys(asks) as (keyof typeof asks)[];

const tracker = 'supportAuthenticationTracker';
const anonymous = 'supportAuthenticationAnonymous';

describeEachDatabase('access control', (openDatabase) => {
  it.each(names)('%s lets in whom it says, and refuses the others before anything is written', async (name) => {
    const database = await openDatabase({ file: true });
    const site = await open(database);
    await site.iwt.services.visitors.register({ username: 'vera', password: testPassword }, '192.0.2.7');
    const written = async () => ({
      interactions: await database.knex('iwt_interaction').orderBy('id').pluck('id'),
      counters: await database.knex('iwt_counter').whereNot({ name: 'parameter' }).orderBy('name').select(),
    });
    const denied = (access: string) => ({
      type: 'failure',
      reason: 'error.websvc.general',
      params: { access },
    });
    const success = { type: 'success' };
    for (const [value, forAnonymous, forAuthenticated] of [
      [0, denied('none'), denied('none')],
      [2, denied('authenticated'), success],
      [3, success, denied('anonymous')],
      [1, success, success],
    ] as const) {
      await set(site, name, value);
      for (const [participant, expected] of [
        [who.anonymous, forAnonymous],
        [who.authenticated, forAuthenticated],
      ] as const) {
        const before = await written();
        expect([value, await asks[name](site, participant)]).toEqual([value, expected]);
        if (expected !== success) expect(await written()).toEqual(before);
      }
    }
  });

  it('does not hold up what the host itself starts', async () => {
    const site = await open(await openDatabase({ file: true }));
    await set(site, 'ChatAccessControl', 0);
    await site.iwt.services.chat.start({ target: 'Support', name: 'Vera' });
    await expect(
      site.iwt.services.chat.start({ target: 'Support', name: 'Vera', address: '192.0.2.7' }),
    ).rejects.toMatchObject({ code: 'access.denied', status: 403, details: { access: 'none' } });
  });

  it.each(names)('%s is told to clients by the capabilities of its group, and nothing else changes', async (name) => {
    const site = await open(await openDatabase({ file: true }));
    const group = groups[name] as 'chat' | 'callback' | 'queueQuery';
    const first = await configuration(site);
    const starts = ['start', 'create'];
    const rest = first.capabilities[group].filter(
      (one) => !starts.includes(one) && one !== tracker && one !== anonymous,
    );
    const start = first.capabilities[group].filter((one) => starts.includes(one));
    let version = first.cfgVer;
    for (const [value, also] of [
      [0, []],
      [2, [...start, tracker]],
      [3, [...start, anonymous]],
      [1, [...start, tracker, anonymous]],
    ] as const) {
      await set(site, name, value);
      const now = await configuration(site);
      expect([...now.capabilities[group]].sort()).toEqual([...rest, ...also].sort());
      expect({ ...now.capabilities, [group]: [] }).toEqual({ ...first.capabilities, [group]: [] });
      expect(now.cfgVer).toBeGreaterThan(version);
      version = now.cfgVer;
    }
    expect(rest).toEqual(
      { chat: ['reconnect', 'poll', 'sendMessage', 'setTypingState', 'exit'], queueQuery: [] }[group as string] ??
        expect.arrayContaining(['status', 'reconnect', 'disconnect']),
    );
  });

  it('a change of ChatAccessControl on one node reaches polls of another within a second, and lasts', async () => {
    const database = await openDatabase({ file: true });
    const here = await open(database);
    const clock = testClock();
    const there = await open(database, { runtime: { clock } });
    const visitor = await startChat(there.url);
    const polled = async () => {
      const answer = await fetch(`${there.url}/websvcs/chat/poll/${visitor.participantID}`);
      return ((await answer.json()) as { chat: { cfgVer: number } }).chat.cfgVer;
    };
    const before = await polled();
    await set(here, 'ChatAccessControl', 2);
    const changed = new Promise((resolve) => there.iwt.services.params.watch('ChatAccessControl', resolve));
    clock.advance(1000);
    expect(await changed).toBe(2);
    const after = await polled();
    expect(after).toBeGreaterThan(before);
    expect(await configuration(there)).toEqual(await configuration(here));
    expect((await configuration(there)).cfgVer).toBe(after);

    await Promise.all([here.close(), there.close()]);
    const again = await open(database, { runtime: { clock } });
    // The test's own limits are set anew, and counted.
    expect((await configuration(again)).cfgVer).toBeGreaterThanOrEqual(after);
  });

  it('every change has a number of its own, however many come at once', async () => {
    const database = await openDatabase({ file: true });
    const sites = [await open(database), await open(database)];
    const { params } = (sites[0] as Site).iwt.services;
    await params.refresh();
    const before = params.revision();
    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        set(sites[n % 2] as Site, 'ChatAccessControl', [0, 1, 2, 3][n % 4] as number),
      ),
    );
    await Promise.all(sites.map((site) => site.iwt.services.params.refresh()));
    const all = sites.map(({ iwt: { services } }) => [
      services.params.revision(),
      services.params.get('ChatAccessControl'),
    ]);
    expect(all[0]).toEqual(all[1]);
    expect(params.revision()).toBe(before + 12);
  });
});

describe('the callback page', () => {
  it.each([
    [0, 403, 'We do not offer callbacks at the moment.'],
    [2, 403, 'We call back only visitors with an account'],
  ])('says so while CallbackAccessControl is %i', async (value, status, words) => {
    const site = await openSite();
    onTestFinished(() => site.close());
    await set(site, 'CallbackAccessControl', value);
    const fields = { target: 'Support', targetType: 'Workgroup', name: 'Vera', telephone: '+12125552368' };
    const answer = await fetch(`${site.url}/callback`, { method: 'POST', body: new URLSearchParams(fields) });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
  });
});
