import { expect, it, onTestFinished } from 'vitest';
import { signIn } from '../support/agent.ts';
import { testClock } from '../support/clock.ts';
import { openSite, testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

/** A site with an agent at work, its clock in the test's hand. */
async function opened() {
  const clock = testClock(Date.UTC(2026, 0, 5, 9));
  const site = await openSite({ runtime: { clock } });
  onTestFinished(() => site.close());
  await site.addUser({ username: 'ann' });
  const set = (name: string, value: string | number) => site.iwt.services.params.set(name, value, 'test');
  return { site, clock, set, agent: await signIn(site.url, 'ann', testPassword) };
}

interface CallbackAnswer {
  readonly participantID: string;
  readonly acdStatus: { readonly callsWaitingCount: number; readonly estimatedCallbackTime: number };
  readonly status: { readonly type: string };
}

/** A callback call of the protocol; its answer under the root key. */
async function callback(url: string, path: string, body?: unknown): Promise<CallbackAnswer> {
  const answer = await fetch(`${url}/websvcs/callback/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return ((await answer.json()) as { callback: CallbackAnswer }).callback;
}

function request(n: number) {
  const participant = { name: `Vera ${n}`, telephone: `+1 212 555 ${2000 + n}` };
  return { target: 'Support', targettype: 'Workgroup', subject: 'My order', participant };
}

it('AgentConnectedMsg, AgentDisconnectedMsg, HoldMsg, VisitorConnectedMsg, VisitorDisconnectedMsg, SystemName', async () => {
  const { site, set, agent } = await opened();
  await set('SystemName', 'Lamps');
  await set('VisitorConnectedMsg', 'Hello %1!');
  await set('AgentConnectedMsg', '%1 is here.');
  await set('HoldMsg', '%1 looks it up.');
  await set('AgentDisconnectedMsg', '%1 is gone.');
  await set('VisitorDisconnectedMsg', 'Bye %1.');
  const visitor = await startChat(site.url, { name: 'Vera' });
  const chat = (await agent.find(({ name }) => name === 'Vera')) as { id: string };
  await agent.act(chat.id, 'pickup');
  await agent.act(chat.id, 'hold');
  await agent.act(chat.id, 'disconnect');
  await visitor.poll();
  const texts = visitor.events.map((event) => (event.type === 'text' ? `${event.displayName}: ${event.value}` : ''));
  expect(texts).toContain('Lamps: Hello Vera!');
  expect(texts).toContain('Lamps: Ann is here.');
  expect(texts).toContain('Lamps: Ann looks it up.');
  expect(texts).toContain('Lamps: Ann is gone.');

  const other = await startChat(site.url, { name: 'Vic' });
  const second = (await agent.find(({ name }) => name === 'Vic')) as { id: string };
  await agent.act(second.id, 'pickup');
  await other.exit();
  const lines = (await agent.read(second.id)).transcript.map(({ text }) => text);
  expect(lines).toContain('Bye Vic.');
});

it('MaxPollFrequency', async () => {
  const { site, set } = await opened();
  const visitor = await startChat(site.url);
  expect((await visitor.call(`chat/poll/${visitor.participantID}`)).pollWaitSuggestion).toBe(2000);
  await set('MaxPollFrequency', 700);
  expect((await visitor.call(`chat/poll/${visitor.participantID}`)).pollWaitSuggestion).toBe(700);
});

it('CallbackStatusQueryDuration', async () => {
  const { site, clock, set } = await opened();
  await set('CallbackStatusQueryDuration', 30);
  const waiting = async (id: string) => (await callback(site.url, `status/${id}`)).acdStatus.callsWaitingCount;
  const { participantID } = await callback(site.url, 'create', request(1));
  expect(await waiting(participantID)).toBe(1);
  await callback(site.url, 'create', request(2));
  clock.advance(29_999);
  expect(await waiting(participantID)).toBe(1);
  clock.advance(1);
  expect(await waiting(participantID)).toBe(2);
});

it('CallbackStatusQueryIdleAbortDuration', async () => {
  const { site, clock, set, agent } = await opened();
  await callback(site.url, 'create', request(1));
  // An agent who is not heard of for so long would count as gone.
  for (let seconds = 0; seconds < 100; seconds += 20) {
    clock.advance(20_000);
    await agent.list();
  }
  const { id } = (await agent.find(({ type }) => type === 'callback')) as { id: string };
  await agent.act(id, 'pickup');
  await set('CallbackStatusQueryDuration', 3600);
  await set('CallbackStatusQueryIdleAbortDuration', 10);
  const { participantID } = await callback(site.url, 'create', request(2));
  const estimate = async () => (await callback(site.url, `status/${participantID}`)).acdStatus.estimatedCallbackTime;
  expect(await estimate()).toBe(100);
  clock.advance(5_000);
  expect(await estimate()).toBe(100);
  // Nobody asks for a while: what was kept is thrown away.
  clock.advance(10_000);
  expect(await estimate()).toBe(85);
});

it('Default Snooze Duration', async () => {
  const { site, clock, set, agent } = await opened();
  await set('Default Snooze Duration', 7);
  await callback(site.url, 'create', request(1));
  const { id } = (await agent.find(({ type }) => type === 'callback')) as { id: string };
  await agent.act(id, 'pickup');
  await agent.call('POST', `interactions/${id}/callback`, { action: 'retryLater' });
  expect((await agent.read(id)).callback?.until).toBe(new Date(clock.now() + 7 * 60_000).toISOString());
});

it.each([
  ['CallbacksAllowedUnitTime', 'MaxCallbacksAllowedPerUnitTime'],
  ['InteractionsAllowedUnitTime', 'MaxInteractionsAllowedPerUnitTime'],
])('%s with %s', async (unit, most) => {
  const { site, clock, set } = await opened();
  await set(most, 1);
  await set(unit, 10);
  const status = async (n: number) => (await callback(site.url, 'create', request(n))).status;
  expect(await status(1)).toEqual({ type: 'success' });
  clock.advance(9_999);
  expect(await status(2)).toMatchObject({ type: 'failure', params: { limit: most, retryAfter: 10 } });
  clock.advance(1);
  expect(await status(3)).toEqual({ type: 'success' });
});
