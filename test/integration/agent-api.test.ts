import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { agentWith, signIn, type TestAgent, textsOf } from '../support/agent.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

describeEachDatabase('the agent API', (open) => {
  const sites: Site[] = [];
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close();
  });

  async function enterSite(): Promise<Site> {
    const { url } = await open({ file: true });
    const site = await openSite({ database: url, migrate: true });
    sites.push(site);
    return site;
  }

  async function enter(site: Site, username: string): Promise<TestAgent> {
    return signIn(site.url, username, testPassword);
  }

  it('keeps people apart: every object, every call, every role', async () => {
    const site = await enterSite();
    await site.addWorkgroup('Sales');
    await site.addUser({ username: 'ann' });
    await site.addUser({ username: 'bob' });
    await site.addUser({ username: 'cyd', workgroups: ['Sales'] });
    await site.addUser({ username: 'sue', role: 'supervisor' });
    await site.addUser({ username: 'eva', role: 'supervisor', workgroups: ['Sales'] });
    await site.addUser({ username: 'adm', role: 'administrator', workgroups: [] });
    const [ann, bob, cyd, sue, eva, adm] = await Promise.all(
      ['ann', 'bob', 'cyd', 'sue', 'eva', 'adm'].map((name) => enter(site, name)),
    );
    if (!ann || !bob || !cyd || !sue || !eva || !adm) throw new Error('unreachable');
    await startChat(site.url);
    const id = (await ann.find(({ state }) => state === 'Offering'))?.id ?? '';

    const statuses = (path: string, method = 'GET', body?: unknown) =>
      Promise.all([ann, bob, cyd, sue, eva, adm].map(async (agent) => (await agent.call(method, path, body)).status));
    expect(await statuses(`interactions/${id}`)).toEqual([200, 200, 404, 200, 404, 200]);
    await ann.act(id, 'pickup');
    expect(await statuses(`interactions/${id}`)).toEqual([200, 404, 404, 200, 404, 200]);
    const lists = await Promise.all([ann, bob, cyd, sue, eva, adm].map((agent) => agent.list()));
    expect(lists.map((list) => list.length)).toEqual([1, 0, 0, 1, 0, 1]);

    for (const command of ['hold', 'resume', 'disconnect', 'pickup']) {
      for (const stranger of [bob, cyd, eva]) {
        const { status, body } = await stranger.call('POST', `interactions/${id}/${command}`, {});
        expect([command, status, body]).toMatchObject([command, 404, { error: { code: 'interaction.unknown' } }]);
      }
    }
    for (const stranger of [bob, cyd, eva]) {
      expect((await stranger.call('POST', `interactions/${id}/messages`, { text: 'psst' })).status).toBe(404);
      expect((await stranger.call('POST', `interactions/${id}/typing`, { typing: true })).status).toBe(404);
      expect((await stranger.call('POST', `interactions/${id}/read`, { seq: 1 })).status).toBe(404);
    }
    for (const looker of [sue, adm]) {
      const { status } = await looker.call('POST', `interactions/${id}/messages`, { text: 'psst' });
      expect([403, 409]).toContain(status);
    }
    expect(await ann.texts(id)).toEqual([]);
    for (const [method, path] of [
      ['GET', 'interactions'],
      ['GET', `interactions/${id}`],
      ['POST', `interactions/${id}/pickup`],
      ['GET', 'events'],
      ['GET', 'me'],
    ] as const) {
      const nobody = agentWith(site.url, 'iwt.agent=s%3Anonsense', ann.user);
      expect((await nobody.call(method, path)).status).toBe(401);
    }
    expect((await sue.call('POST', `interactions/${id}/disconnect`, {})).status).toBe(200);
  });

  it('counts what was not read, and does nothing twice that a client repeats', async () => {
    const site = await enterSite();
    await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    const vera = await startChat(site.url);
    const id = (await ann.find(({ state }) => state === 'Offering'))?.id ?? '';
    await ann.act(id, 'pickup');
    await vera.say('one');
    await vera.say('two');
    expect((await ann.read(id)).unread).toBe(2);
    const { version } = await ann.read(id);
    expect((await ann.call('POST', `interactions/${id}/read`, { seq: version })).status).toBe(200);
    expect((await ann.read(id)).unread).toBe(0);
    await vera.say('three');
    expect((await ann.list())[0]).toMatchObject({ unread: 1, lastMessage: { text: 'three', from: 'visitor' } });

    const clientMessageId = randomUUID();
    await Promise.all([1, 2, 3].map(() => ann.say(id, 'once', clientMessageId)));
    await ann.say(id, 'once', clientMessageId);
    const detail = await ann.read(id, version);
    expect(textsOf(detail.transcript)).toEqual(['visitor: three', 'agent: once']);
    expect(detail.transcript.find(({ text }) => text === 'once')).toMatchObject({
      clientMessageId,
      from: { mine: true },
    });
  });

  it('is not harmed by requests that are wrong', async () => {
    const site = await enterSite();
    await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    await startChat(site.url);
    const id = (await ann.find(({ state }) => state === 'Offering'))?.id ?? '';
    await ann.act(id, 'pickup');
    const before = await ann.read(id);
    const path = `interactions/${id}`;
    const wrong: readonly (readonly [string, string, unknown])[] = [
      ['POST', `${path}/messages`, {}],
      ['POST', `${path}/messages`, { text: '' }],
      ['POST', `${path}/messages`, { text: 7 }],
      ['POST', `${path}/messages`, { text: 'x'.repeat(16_001) }],
      ['POST', `${path}/messages`, { text: 'x', clientMessageId: 'x'.repeat(65) }],
      ['POST', `${path}/messages`, []],
      ['POST', `${path}/messages`, 'text'],
      ['POST', `${path}/typing`, { typing: 'yes' }],
      ['POST', `${path}/read`, { seq: -1 }],
      ['POST', `${path}/read`, { seq: '1' }],
      ['GET', `${path}?after=x`, undefined],
    ];
    for (const [method, url, body] of wrong) {
      const answer = await ann.call(method, url, body);
      expect([url, JSON.stringify(body)?.slice(0, 60), answer.status]).toEqual([
        url,
        JSON.stringify(body)?.slice(0, 60),
        400,
      ]);
      expect(answer.body).toMatchObject({
        error: { code: expect.stringMatching(/^request\./), message: expect.any(String) },
      });
    }
    for (const strange of ['1', 'abcdefghij', '0000000000', '%2e%2e%2f', '99999999999']) {
      expect((await ann.call('GET', `interactions/${strange}`)).status).toBe(404);
    }
    for (const raw of ['{"text": "a"', '{"text": "\\ud800"', 'text=a', '\u0000']) {
      const headers = { Cookie: ann.cookie, 'Content-Type': 'application/json' };
      const response = await fetch(`${site.url}/agent/api/${path}/messages`, { method: 'POST', headers, body: raw });
      expect(response.status).toBe(400);
    }
    // What browsers say when a page of another site does it: by script, and by a form.
    const foreign: Record<string, string>[] = [
      { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
      { 'Content-Type': 'text/plain', Origin: 'https://evil.example' },
    ];
    for (const said of foreign) {
      const headers = { Cookie: ann.cookie, ...said };
      const url = `${site.url}/agent/api/${path}/disconnect`;
      expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(403);
    }
    expect(await ann.read(id)).toEqual(before);
  });
});
