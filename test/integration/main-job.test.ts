import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { Entry, InteractionSummary } from '../../lib/console/shapes.ts';
import { agentWith, signIn, type TestAgent, textsOf } from '../support/agent.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../support/databases.ts';
import type { EventStream } from '../support/event-stream.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { reconnectChat, startChat } from '../support/visitor.ts';

const secret = ['a secret that tests may know about'];

describeEachDatabase('a visitor and an agent', (open) => {
  const closing: (() => Promise<unknown> | unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** A site on a database of its own; `again` opens the same data once more. */
  async function openOn(openDatabase: OpenTestDatabase): Promise<{ site: Site; again: () => Promise<Site> }> {
    const { url } = await openDatabase({ file: true });
    const again = async () => {
      const site = await openSite({ database: url, migrate: true, secret });
      closing.push(site.close);
      return site;
    };
    return { site: await again(), again };
  }

  async function enter(site: Site, username: string): Promise<TestAgent> {
    return signIn(site.url, username, testPassword);
  }

  async function streamOf(agent: TestAgent, lastEventId?: string): Promise<EventStream> {
    const stream = await agent.events(lastEventId);
    closing.push(stream.close);
    return stream;
  }

  const summaryIn = (stream: EventStream, fits: (summary: InteractionSummary) => boolean) =>
    stream.until(({ event, data }) => event === 'interaction' && !data.removed && fits(data as never));

  it('meet, talk, hold and part', async () => {
    const { site } = await openOn(open);
    await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    const stream = await streamOf(ann);
    await stream.until(({ event }) => event === 'ready');
    await ann.status('Available');
    await stream.until(({ event, data }) => event === 'me' && (data.status as { available: boolean }).available);

    const vera = await startChat(site.url, { name: 'Vera', prefix: 'Server1/websvcs' });
    await vera.say('Is anybody there?');
    const alert = await summaryIn(stream, ({ state }) => state === 'Alerting');
    const id = alert.data.id as string;
    expect(alert.data).toMatchObject({ type: 'chat', mine: true, name: 'Vera', stateString: 'ACD - Alerting: Ann' });
    await vera.until((event) => event.type === 'participantStateChanged' && event.state === 'alerting');

    await ann.act(id, 'pickup');
    await summaryIn(stream, ({ state }) => state === 'Connected');
    await vera.until(
      (event) =>
        event.type === 'participantStateChanged' && event.participantType === 'Agent' && event.state === 'active',
    );

    await vera.typing(true);
    await stream.until(({ event, data }) => event === 'typing' && data.interaction === id && data.typing === true);
    await ann.call('POST', `interactions/${id}/typing`, { typing: true });
    await vera.until((event) => event.type === 'typingIndicator' && event.value);

    await ann.say(id, 'Yes, I am Ann.');
    await vera.until((event) => event.type === 'text' && event.value === 'Yes, I am Ann.');
    await vera.say('Good.');
    const line = await stream.until(({ event, data }) => event === 'entry' && (data.entry as Entry).text === 'Good.');
    expect(line.data).toMatchObject({
      interaction: id,
      entry: { kind: 'text', from: { kind: 'visitor', name: 'Vera', mine: false } },
    });

    await ann.act(id, 'hold');
    await vera.until((event) => event.type === 'participantStateChanged' && event.state === 'held');
    await ann.act(id, 'resume');
    expect(await ann.texts(id)).toEqual(['visitor: Is anybody there?', 'agent: Yes, I am Ann.', 'visitor: Good.']);

    await ann.act(id, 'disconnect');
    await vera.until(
      (event) =>
        event.type === 'participantStateChanged' &&
        event.participantType === 'WebUser' &&
        event.state === 'disconnected',
    );
    expect(await ann.find((summary) => summary.id === id)).toMatchObject({ state: 'Disconnected', mine: true });
    const numbers = vera.events.filter(({ type }) => type !== 'typingIndicator').map((event) => event.sequenceNumber);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('go on after the process was started again', async () => {
    const { site, again } = await openOn(open);
    await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    const before = await streamOf(ann);
    await ann.status('Available');
    const vera = await startChat(site.url);
    const { id } = (await summaryIn(before, ({ state }) => state === 'Alerting')).data as { id: string };
    await ann.act(id, 'pickup');
    await vera.say('before');
    await before.until(({ event, data }) => event === 'entry' && (data.entry as Entry).text === 'before');
    const lastEventId = before.lastEventId();
    await site.close();
    await before.ended;

    const second = await again();
    const back = agentWith(second.url, ann.cookie, ann.user);
    const moved = await reconnectChat(second.url, vera.chatID);
    expect(moved.participantID).toBe(vera.participantID);
    await moved.say('after');
    const stream = await streamOf(back, lastEventId);
    await stream.until(({ event, data }) => event === 'entry' && (data.entry as Entry).text === 'after');
    expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
    expect(stream.events.filter(({ event }) => event === 'entry')).toHaveLength(1);
    expect(await back.find((summary) => summary.id === id)).toMatchObject({ state: 'Connected', mine: true });
    await back.say(id, 'still here');
    await moved.until((event) => event.type === 'text' && event.value === 'still here');
    expect(await back.texts(id)).toEqual(['visitor: before', 'visitor: after', 'agent: still here']);
  });

  it('are kept apart by rights: every object, every call, every role', async () => {
    const { site } = await openOn(open);
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

  it('count what was not read, and forget nothing that a client repeats', async () => {
    const { site } = await openOn(open);
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

  it('cannot be harmed by bodies that are wrong', async () => {
    const { site } = await openOn(open);
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
    const foreign = { Cookie: ann.cookie, 'Content-Type': 'application/json', Origin: 'https://evil.example' };
    const crossed = await fetch(`${site.url}/agent/api/${path}/disconnect`, {
      method: 'POST',
      headers: foreign,
      body: '{}',
    });
    expect(crossed.status).toBe(403);
    expect(await ann.read(id)).toEqual(before);
  });

  it('are not torn apart by a sign-out, unless it is meant', async () => {
    const { site } = await openOn(open);
    await site.addUser({ username: 'ann' });
    await site.addUser({ username: 'bob' });
    const ann = await enter(site, 'ann');
    const stream = await streamOf(ann);
    const vera = await startChat(site.url);
    const id = (await ann.find(({ state }) => state === 'Offering'))?.id ?? '';
    await ann.act(id, 'pickup');
    await vera.say('Do not go.');
    const refused = await ann.call('POST', 'logout', {});
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'interaction.state' } } });
    expect((await ann.call('GET', 'me')).status).toBe(200);

    expect((await ann.call('POST', 'logout', { force: true })).status).toBe(200);
    await stream.ended;
    expect((await ann.call('GET', 'me')).status).toBe(401);
    const bob = await enter(site, 'bob');
    expect(await bob.find((summary) => summary.id === id)).toMatchObject({ state: 'Offering', user: null });
    expect(await bob.texts(id)).toEqual(['visitor: Do not go.']);
    await bob.act(id, 'pickup');
    await bob.say(id, 'I am here.');
    await vera.until((event) => event.type === 'text' && event.value === 'I am here.');
  });

  it('find each other when the agent only signed in and said so', async () => {
    const { site } = await openOn(open);
    await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    await ann.status('Available');
    const vera = await startChat(site.url);
    await vera.until((event) => event.type === 'participantStateChanged' && event.state === 'alerting');
    expect(await ann.list()).toMatchObject([{ state: 'Alerting', mine: true }]);
  });

  it('do not lose each other when the agent vanishes', async () => {
    const clock = testClock();
    const { url } = await open({ file: true });
    const site = await openSite({ database: url, migrate: true, secret, runtime: { clock } });
    closing.push(site.close);
    await site.addUser({ username: 'ann' });
    await site.addUser({ username: 'bob' });
    const ann = await enter(site, 'ann');
    const stream = await streamOf(ann);
    const vera = await startChat(site.url);
    const id = (await ann.find(({ state }) => state === 'Offering'))?.id ?? '';
    await ann.act(id, 'pickup');
    await vera.say('Hello?');

    /** Lets time pass with the stream open, or closed. Signs of life are renewed by real work, so it waits for that. */
    async function pass(ms: number): Promise<void> {
      for (let gone = 0; gone < ms; gone += 5_000) {
        clock.advance(5_000);
        await vera.poll();
      }
    }
    await pass(120_000);
    expect((await ann.read(id)).state).toBe('Connected');

    stream.close();
    const back = await streamOf(ann, stream.lastEventId());
    await pass(60_000);
    expect((await ann.read(id)).state).toBe('Connected');

    back.close();
    const bob = await enter(site, 'bob');
    const watching = await streamOf(bob);
    await expect
      .poll(async () => {
        await pass(10_000);
        return (await bob.find((summary) => summary.id === id))?.state;
      })
      .toBe('Offering');
    await summaryIn(watching, (summary) => summary.id === id && summary.state === 'Offering');
    expect(await bob.texts(id)).toEqual(['visitor: Hello?']);
    await bob.act(id, 'pickup');
    expect((await ann.call('GET', `interactions/${id}`)).status).toBe(404);
  });

  it('end streams when the agent is deactivated', async () => {
    const { site } = await openOn(open);
    const key = await site.addUser({ username: 'ann' });
    const ann = await enter(site, 'ann');
    const stream = await streamOf(ann);
    await stream.until(({ event }) => event === 'ready');
    await site.iwt.services.agents.setActive(key, false, 'test');
    await stream.ended;
    expect((await ann.call('GET', 'me')).status).toBe(401);
    await expect(ann.events()).rejects.toThrow('401');
  });
});
