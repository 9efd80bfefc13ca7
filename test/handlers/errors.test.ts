import { expect, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { rawRequest } from '../support/raw.ts';
import { handlerSite, textOf } from './world.ts';

const html = 'text/html; charset=utf-8';

test('a request without an event names what is missing', async () => {
  const site = await handlerSite([]);
  for (const query of ['', 'x=1', 'event=', 'event=%20', 'events=CgiTest']) {
    const answer = await site.page(query);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, html]);
    expect(await textOf(answer)).toContain('The address is incomplete: the parameter event is missing.');
  }
});

test('an unknown event is shown, but not as markup', async () => {
  const site = await handlerSite([]);
  const answer = await site.page('event=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, html]);
  expect(await answer.clone().text()).not.toMatch(/<img/i);
  expect(await textOf(answer)).toContain('No handler is registered for this event: <img src=x onerror=alert(1)>');
  for (const event of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect((await site.page(`event=${event}`)).status).toBe(404);
  }
});

test('a handler that ends without an answer', async () => {
  const site = await handlerSite([
    defineHandler({ name: 'mute', event: 'Now', run() {} }),
    defineHandler({ name: 'mute later', event: 'Later', async run() {} }),
  ]);
  for (const event of ['Now', 'Later']) {
    const answer = await site.page(`event=${event}`);
    expect(answer.status).toBe(502);
    expect(await textOf(answer)).toContain('The page gave no answer.');
  }
  expect(site.logged).toMatchObject([
    { level: 'error', message: 'A handler ended without an answer', fields: { handlers: ['mute'], event: 'Now' } },
    { level: 'error', fields: { handlers: ['mute later'], event: 'Later' } },
  ]);
});

test('a handler that fails: the page has a number, the log has the rest', async () => {
  const site = await handlerSite([
    defineHandler({
      name: 'broken',
      event: 'Now',
      run() {
        throw new Error('the secret of the database');
      },
    }),
    defineHandler({
      name: 'broken later',
      event: 'Later',
      async run() {
        await null;
        throw undefined;
      },
    }),
  ]);
  const answer = await site.page('event=Now');
  const page = await textOf(answer);
  expect(answer.status).toBe(500);
  expect(page).toContain('Something went wrong on this page.');
  expect(page).not.toMatch(/secret|broken|errors\.test|\.ts/);
  const reference = /tell us this number: ([0-9a-f]{12})/.exec(page)?.[1];
  expect((await site.page('event=Later')).status).toBe(500);
  expect(site.logged).toHaveLength(2);
  expect(site.logged[0]).toMatchObject({
    level: 'error',
    message: 'A handler failed',
    fields: { handler: 'broken', event: 'Now', reference },
  });
  const stack = (site.logged[0]?.fields.err as Error | undefined)?.stack;
  expect(stack).toMatch(/the secret of the database\n\s+at .*errors\.test\.ts:\d+/);
  expect(site.logged[1]).toMatchObject({ fields: { handler: 'broken later', err: { message: expect.any(String) } } });
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused', async (method) => {
  const site = await handlerSite([]);
  const answer = await site.page('event=CgiTest', { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
});

test('what is too long or too much is refused, and the next request is answered', async () => {
  const site = await handlerSite([]);
  const port = Number(new URL(site.origin).port);
  const statuses = async (query: string, init?: RequestInit) => (await site.page(query, init)).status;
  const post = (body: string) => ({
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  expect(await statuses(`event=CgiTest&x=${'a'.repeat(8_192 - 16)}`)).toBe(200);
  expect(await statuses(`event=CgiTest&x=${'a'.repeat(8_192 - 15)}`)).toBe(414);
  expect(await statuses(`event=CgiTest${'&a'.repeat(499)}`)).toBe(200);
  expect(await statuses(`event=CgiTest${'&a'.repeat(500)}`)).toBe(400);
  expect(await statuses(`event=CgiTest${'&'.repeat(2_000)}`)).toBe(200);
  expect(await statuses(`event=CgiTest&${'n'.repeat(501)}=1`)).toBe(400);
  expect(await statuses('event=CgiTest', post(`x=${'a'.repeat(262_144 - 2)}`))).toBe(200);
  expect(await statuses('event=CgiTest', post(`x=${'a'.repeat(262_144 - 1)}`))).toBe(413);
  expect(await statuses('event=CgiTest', post('a&'.repeat(501)))).toBe(400);
  const huge = await rawRequest(
    port,
    `POST /I3Root/WebServices/Server1/doHTMLRequest?event=CgiTest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999999\r\n\r\nx=1`,
  );
  expect([huge.status, huge.headers.connection]).toEqual([413, 'close']);
  expect(await statuses('event=CgiTest')).toBe(200);
});
