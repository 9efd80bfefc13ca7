import { expect } from 'vitest';
import { signIn } from '../support/agent.ts';
import { testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

export interface Place {
  /** The package's root as a browser addresses it. */
  readonly url: string;
  /** An agent of the workgroup Support. */
  readonly agent: string;
}

/** Everything that depends on where the package is mounted: protocol, stream, agents' cookie, pages with forms, redirects. */
export async function story({ url, agent }: Place): Promise<void> {
  await talk({ url, agent });
  await register(url);
}

/** A visitor and an agent talk. */
export async function talk({ url, agent }: Place): Promise<void> {
  const desk = await signIn(url, agent, testPassword);
  expect((await desk.call('GET', 'me')).body).toMatchObject({ user: { username: agent } });
  const events = await desk.events();
  await events.until(({ event }) => event === 'ready');

  const vera = await startChat(url, { prefix: 'Server2/WebSvcs' });
  const pushed = await vera.stream();
  const chat = await events.until(({ event, data }) => event === 'interaction' && data.name === 'Vera');
  const id = String(chat.data.id);
  await desk.act(id, 'pickup');
  await desk.say(id, 'Good morning!');
  await pushed.until(({ data }) => data.value === 'Good morning!');
  await vera.say('Hello');
  await events.until(({ event, data }) => event === 'entry' && (data.entry as { text?: string }).text === 'Hello');
  await vera.exit();
  await desk.call('POST', 'logout', {});
  expect((await desk.call('GET', 'me')).status).toBe(401);
  pushed.close();
  events.close();
}

let people = 0;

/** Somebody makes an account with a browser that knows neither JavaScript nor where the site really is. */
export async function register(url: string): Promise<void> {
  people += 1;
  const form = new URL(`${url}/account/register`);
  const page = await fetch(form);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
  const markup = await page.text();
  const style = /<link rel="stylesheet" href="([^"]+)"/.exec(markup)?.[1] ?? '';
  const css = await fetch(new URL(style, form));
  expect([css.status, css.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);

  const action = new URL(/<form[^>]* action="([^"]+)"/.exec(markup)?.[1] ?? '', form);
  const body = new URLSearchParams({ username: `mia${people}`, password: testPassword, confirm: testPassword });
  // As browsers do on secure pages and on localhost.
  const headers = { Origin: form.origin, 'Sec-Fetch-Site': 'same-origin' };
  const made = await fetch(action, { method: 'POST', body, redirect: 'manual', headers });
  expect(made.status).toBe(303);
  const [cookie = ''] = made.headers.getSetCookie();
  // Without a path it belongs to the folder that the browser sees, whatever gateways did to it.
  expect(cookie).not.toMatch(/path=/i);
  const next = new URL(made.headers.get('location') ?? '', action);
  const me = await fetch(next, { headers: { Cookie: cookie.split(';')[0] ?? '' } });
  expect(me.status).toBe(200);
  expect(await me.text()).toContain(`mia${people}`);
}
