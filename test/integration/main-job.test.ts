import { afterEach, expect, it } from 'vitest';
import type { Entry, InteractionSummary } from '../../lib/console/shapes.ts';
import { agentWith, signIn, type TestAgent } from '../support/agent.ts';
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
