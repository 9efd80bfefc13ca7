import { expect, it, onTestFinished } from 'vitest';
import { type SearchSite, searchSite } from './world.ts';

async function opened(): Promise<SearchSite> {
  const site = await searchSite();
  onTestFinished(site.close);
  await site.addUser({ username: 'alan' });
  await site.addUser({ username: 'bob' });
  return site;
}

/** Answers of queues are kept for five seconds. */
async function ask({ address, clock }: SearchSite, query: string, headers: Record<string, string> = {}) {
  clock.advance(5_000);
  return fetch(`${address}?${query}`, { headers, redirect: 'manual' });
}

it('says how many agents of the site’s workgroup are free, and leads to them', async () => {
  const site = await opened();
  const nobody = await (await ask(site, 'event=System_QueueStatus')).text();
  expect(nobody).toContain('<h1>Support at the moment</h1>');
  expect(nobody).toContain('No agent available');
  expect(nobody).toContain('We do not know yet how long the wait is.');
  for (const name of ['alan', 'bob']) await (await site.present(name)).status('Available');
  const two = await (await ask(site, 'event=System_QueueStatus&Queue=support&Callback=0')).text();
  expect(two).toContain('2 agents available');
  expect(two).toContain('Somebody can answer at once.');
  expect(two).toContain('index.html?chatTarget=Support&amp;chatTargetType=Workgroup&amp;interactionTypes=chat');
  expect(two).not.toContain('callbackTarget');
});

it('says what the wait is while everybody is busy', async () => {
  const site = await opened();
  const alan = await site.present('alan');
  await alan.status('Available');
  const start = () => site.iwt.services.chat.start({ target: 'Support', name: 'Vera', address: '192.0.2.1' });
  await start();
  await expect.poll(async () => (await alan.list()).map(({ state }) => state)).toEqual(['Alerting']);
  site.clock.advance(20_000);
  const [chat] = await alan.list();
  await alan.act(chat?.id ?? '', 'pickup');
  const page = await (await ask(site, 'event=System_QueueStatus')).text();
  expect(page).toContain('No agent available');
  expect(page).toContain('Expected wait: less than a minute.');
});

it.each([
  ['an unknown queue', 'Queue=%3Cscript%3Ealert(1)%3C/script%3E', 1],
  ['a person', 'Queue=alan', 1],
  ['everybody while nobody may ask', 'Queue=Support', 0],
  ['everybody while only accounts may ask', '', 2],
])('says nothing of %s', async (_what, query, control) => {
  const site = await opened();
  await site.iwt.services.params.set('QueryQueueAccessControl', control, 'test');
  const page = await ask(site, `event=System_QueueStatus&${query}`);
  expect(page.status).toBe(404);
  const text = await page.text();
  expect(text).toContain('There is no such queue');
  expect(text).not.toMatch(/<script|agents? available/);
  const badge = await ask(site, `event=System_QueueBadge&${query}`);
  expect(await badge.text()).toContain('<title>Not known</title>');
  expect(badge.headers.get('cache-control')).toBe('no-store');
});

it('has a badge that any page can show and caches may keep for moments', async () => {
  const site = await opened();
  await (await site.present('alan')).status('Available');
  const one = await ask(site, 'event=System_QueueBadge&Queue=Support');
  expect(one.status).toBe(200);
  expect(one.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(one.headers.get('cache-control')).toBe('public, max-age=5');
  expect(one.headers.get('vary')).toBe('Accept-Language');
  const svg = await one.text();
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*<title>1 agent available<\/title>/s);
  expect(svg).not.toContain('<script');
  await (await site.present('bob')).status('Available');
  expect(await (await ask(site, 'event=System_QueueBadge')).text()).toContain('<title>2 agents available</title>');
});

it('leads to the page of a callback', async () => {
  const site = await opened();
  const to = async (query: string) => (await ask(site, `event=System_CallbackStatus${query}`)).headers.get('location');
  const made = await site.iwt.services.callbacks.create({ target: 'Support', name: 'Vera', telephone: '+12015550123' });
  const page = await fetch(new URL((await to(`&Id=${made.participantId}`)) ?? '', site.address));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('You are in line.');
  expect(await to('')).toBe('../../callback');
  expect(await to('&Id=../../agent')).toBe('../../callback/..%2F..%2Fagent');
  expect(await to('&Id=..')).toBe('../../callback');
  expect(await to('&Id=//evil.example')).toBe('../../callback/%2F%2Fevil.example');
});
