import { expect, it } from 'vitest';
import type { InteractionSummary, Timeline } from '../../lib/console/shapes.ts';
import type { TestAgent } from '../support/agent.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { startChat } from '../support/visitor.ts';
import { codeOf, minute, openCallbackSite, secrets, secretsIn, telephone } from './callback-site.ts';

describeEachDatabase('callbacks in the agent API', (open) => {
  const enterWorld = async () => openCallbackSite(await open({ file: true }));
  const act = (agent: TestAgent, id: string, body: unknown) => agent.call('POST', `interactions/${id}/callback`, body);
  const isAs = (state: string, id: string) => (event: { event: string; data: unknown }) => {
    const data = event.data as InteractionSummary;
    return event.event === 'interaction' && data.id === id && data.state === state;
  };

  it('go through attempts, a snooze and their end, with the number for whom it is meant', async () => {
    const { enter, ask, clock, logged } = await enterWorld();
    const [ann, bob, sue] = [await enter('ann'), await enter('bob'), await enter('sue')];
    const streams = [await ann.events(), await bob.events(), await sue.events()] as const;
    const [anns, bobs, sues] = streams;
    const { id } = await ask();
    const [first] = await ann.list();
    expect(first).toMatchObject({ id, type: 'callback', state: 'Offering', canPickup: true, mine: false });
    expect(first?.callback).toMatchObject({ hidden: true, subject: 'My parcel', attempts: 2, snoozeMinutes: 3 });

    await ann.act(id, 'pickup');
    const mine = await ann.read(id);
    expect(mine.callback).toMatchObject({
      hidden: false,
      telephone: '+12015550123',
      formatted: '(201) 555-0123',
      typed: telephone,
      email: 'vera@example.org',
      attempt: 1,
      canRetry: true,
    });
    expect((await bob.call('GET', `interactions/${id}`)).status).toBe(404);
    expect((await act(ann, id, { action: 'call' })).status).toBe(200);
    expect((await act(ann, id, { action: 'retryLater', note: 'Busy' })).status).toBe(200);
    await bobs.until(isAs('Snoozed', id));
    const until = new Date(clock.now() + 3 * minute).toISOString();
    expect(await ann.list()).toMatchObject([
      { state: 'Snoozed', stateString: 'Snoozed', canPickup: false, callback: { hidden: true, until, attempt: 2 } },
    ]);
    expect((await sue.list())[0]).toMatchObject({ canPickup: true, callback: { telephone: '+12015550123' } });
    expect(codeOf(await ann.call('POST', `interactions/${id}/pickup`, {}))).toBe('forbidden');

    clock.advance(3 * minute);
    await anns.until(
      (event) => isAs('Offering', id)(event) && (event.data as unknown as InteractionSummary).version > mine.version,
    );
    await sue.act(id, 'pickup');
    expect(codeOf(await act(sue, id, { action: 'retryLater' }))).toBe('callback.retries');
    expect((await sue.read(id)).callback).toMatchObject({ canRetry: false, attempt: 2, attempts: 2 });
    expect((await act(sue, id, { action: 'complete', note: 'Sent again' })).status).toBe(200);
    const ended = await sue.read(id);
    expect(ended).toMatchObject({ state: 'Disconnected', callback: { disposition: 'success', hidden: false } });
    expect(ended.callback?.history).toMatchObject([
      { attempt: 1, agent: 'Ann', outcome: 'retryLater', note: 'Busy' },
      { attempt: 2, agent: 'Sue', outcome: 'complete', note: 'Sent again' },
    ]);
    expect(
      ended.transcript.filter(({ kind }) => kind === 'attempt').map(({ step, from }) => [step, from?.name]),
    ).toEqual([
      ['call', 'Ann'],
      ['retryLater', 'Ann'],
      ['complete', 'Sue'],
    ]);
    await sues.until(isAs('Disconnected', id));

    const timeline = async (agent: TestAgent) =>
      (await agent.call<Timeline>('GET', `interactions/${id}/timeline`)).body;
    const { segments } = await timeline(sue);
    expect(segments.map(({ type, endCode }) => [type, endCode])).toEqual([
      ['Queue', 'Connect'],
      ['Connect', 'Snoozed'],
      ['System', 'Queue'],
      ['Queue', 'Connect'],
      ['Connect', 'LocalDisconnect'],
    ]);
    expect(segments[2]).toMatchObject({ durationMs: 3 * minute, details: { SnoozeDurationInSeconds: '180.000' } });
    expect(segments[0]?.remoteAddress).toBe('+12015550123');
    // Ann had joined, and may read it; how to reach Vera is not for her any more.
    expect(secretsIn(await ann.read(id))).toEqual([]);
    expect((await timeline(ann)).segments).toHaveLength(5);
    expect(secretsIn(await timeline(ann))).toEqual([]);

    expect(secretsIn(bobs.events)).toEqual([]);
    expect(secretsIn(sues.events)).toEqual(secrets);
    expect(logged()).not.toBe('');
    expect(secretsIn(logged())).toEqual([]);
    for (const stream of streams) stream.close();
  });

  it('are picked up by one of two', async () => {
    const { enter, ask } = await enterWorld();
    for (const [first, second] of [
      ['ann', 'bob'],
      ['sue', 'sam'],
    ] as const) {
      const agents = [await enter(first), await enter(second)];
      const { id, cancel } = await ask();
      const answers = await Promise.all(agents.map((agent) => agent.call('POST', `interactions/${id}/pickup`, {})));
      const won = answers.findIndex(({ status }) => status === 200);
      const lost = answers[1 - won];
      // An agent may be told only after it is out of his sight; a supervisor sees it still.
      const refusals =
        first === 'sue' ? ['409 interaction.state'] : ['409 interaction.state', '404 interaction.unknown'];
      expect(refusals).toContain(lost && `${lost.status} ${codeOf(lost)}`);
      expect(await agents[won]?.read(id)).toMatchObject({ mine: true, callback: { hidden: false } });
      expect((await agents[1 - won]?.call('GET', `interactions/${id}`))?.status).toBe(first === 'sue' ? 200 : 404);
      await cancel();
    }
  });

  it('cancelled by the visitor reach the agent whose window is open', async () => {
    const { enter, ask } = await enterWorld();
    const ann = await enter('ann');
    const { id, cancel } = await ask();
    await ann.act(id, 'pickup');
    const events = await ann.events();
    await cancel();
    await events.until(isAs('Disconnected', id));
    events.close();
    expect(codeOf(await act(ann, id, { action: 'complete' }))).toBe('interaction.state');
  });

  it('hold no conversation, and chats no attempts', async () => {
    const { site, enter, ask } = await enterWorld();
    const ann = await enter('ann');
    const { id } = await ask();
    await ann.act(id, 'pickup');
    const { version } = await ann.read(id);
    for (const [path, body] of [
      ['hold', {}],
      ['resume', {}],
      ['messages', { text: 'hello' }],
      ['typing', { typing: true }],
    ] as const) {
      const answer = await ann.call('POST', `interactions/${id}/${path}`, body);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 409, 'interaction.state']);
    }
    for (const [body, code] of [
      [{}, 'request.missing-data'],
      [{ action: 'shout' }, 'request.invalid'],
      [{ action: 'call', note: 'x'.repeat(2_001) }, 'request.invalid'],
      [{ action: 'call', minutes: 5 }, 'request.invalid'],
      [{ action: 'retryLater', minutes: 0 }, 'request.invalid'],
      [{ action: 'retryLater', minutes: 10_081 }, 'request.invalid'],
      [{ action: 'retryLater', minutes: 1.5 }, 'request.invalid'],
    ] as const) {
      expect([body, codeOf(await act(ann, id, body))]).toEqual([body, code]);
    }
    expect((await ann.read(id)).version).toBe(version);
    await startChat(site.url);
    const chat = await ann.find(({ type }) => type === 'chat');
    await ann.act(chat?.id ?? '', 'pickup');
    expect(codeOf(await act(ann, chat?.id ?? '', { action: 'complete' }))).toBe('interaction.state');
    expect((await ann.read(chat?.id ?? '')).callback).toBeNull();
  });

  it('left open ask before signing out, and go back to the queue', async () => {
    const { enter, ask } = await enterWorld();
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    const { id } = await ask();
    await ann.act(id, 'pickup');
    const refused = await ann.call('POST', 'logout', {});
    expect([refused.status, codeOf(refused)]).toEqual([409, 'interaction.state']);
    expect((await ann.call('POST', 'logout', { force: true })).status).toBe(200);
    expect(await bob.list()).toMatchObject([{ id, state: 'Offering', canPickup: true, callback: { hidden: true } }]);
  });
});
