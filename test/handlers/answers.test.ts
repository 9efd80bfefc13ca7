import { expect, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import type { HandlerContext } from '../../lib/handlers/handler.ts';
import { html } from '../../views/pages/html.ts';
import { handlerSite } from './world.ts';

/** Runs `run` for the event `Try`, and answers what it threw when it did. */
async function tried(run: (ctx: HandlerContext) => void) {
  const site = await handlerSite([
    defineHandler({
      event: 'Try',
      run(ctx) {
        try {
          run(ctx as unknown as HandlerContext);
        } catch (error) {
          ctx.status(299);
          ctx.text(`${(error as Error).name}: ${(error as Error).message}`);
        }
      },
    }),
  ]);
  return site.page('event=Try&name=%3Cb%3E%22%27', { redirect: 'manual' });
}

test('html escapes what is filled in, and takes fragments', async () => {
  const answer = await tried((ctx) => {
    const rows = ['<1>', '2'].map((row) => html`<li>${row}</li>`);
    ctx.html`<p title="${ctx.argument('name')}">${ctx.argument('name')}</p><ul>${rows}</ul>`;
  });
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const escaped = '&#60;b&#62;&#34;&#39;';
  expect(await answer.text()).toBe(`<p title="${escaped}">${escaped}</p><ul><li>&#60;1&#62;</li><li>2</li></ul>`);
});

test.each([['<p>text</p>'], [undefined], [{}], [['<p>']]])(
  'html does not take %j, which might hold what a visitor sent',
  async (value) => {
    const answer = await tried((ctx) => ctx.html(value as never));
    expect([answer.status, await answer.text()]).toEqual([
      299,
      expect.stringMatching(/^TypeError: html takes a template literal/),
    ]);
  },
);

test('status, headers and cookies', async () => {
  const answer = await tried((ctx) => {
    ctx.status(404);
    ctx.header('X-Part', 7);
    ctx.header('cache-control', 'max-age=60');
    ctx.header('Content-Type', 'text/csv; charset=utf-8');
    ctx.setCookie('seen', 'ä; b', { maxAge: 60, path: '/I3Root' });
    ctx.setCookie('other', '', { httpOnly: false, sameSite: 'Strict', secure: true });
    ctx.text('a,b');
  });
  expect([answer.status, await answer.text()]).toEqual([404, 'a,b']);
  expect(answer.headers.get('x-part')).toBe('7');
  expect(answer.headers.get('cache-control')).toBe('max-age=60');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.getSetCookie()).toEqual([
    'seen=%C3%A4%3B%20b; Path=/I3Root; Max-Age=60; HttpOnly; SameSite=Lax',
    'other=; Secure; SameSite=Strict',
  ]);
});

test.each([
  [303, '/shop/cart?x=1#top', '/shop/cart?x=1#top'],
  [303, '../../index.html', '../../index.html'],
  [303, '?event=Other', '?event=Other'],
  [303, '/grüße', '/gr%C3%BC%C3%9Fe'],
  [303, 'https://shop.example/x', 'https://shop.example/x'],
  [303, 'mailto:help@shop.example', 'mailto:help@shop.example'],
  [303, 'TEL:+49301234567', 'tel:+49301234567'],
])('redirect leads with %i to %s', async (status, url, location) => {
  const answer = await tried((ctx) => ctx.redirect(url));
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([status, location, '']);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  'https:evil.example',
  'http:///evil.example',
  '/x\r\nSet-Cookie: a=b',
  '',
  'x'.repeat(5_000),
])('redirect refuses %j', async (url) => {
  const answer = await tried((ctx) => ctx.redirect(url));
  expect([answer.status, answer.headers.get('location')]).toEqual([299, null]);
  expect(await answer.text()).toMatch(/^TypeError: redirect\(\) leads/);
});

test.each([
  ['a line break in a header', (ctx) => ctx.header('X-A', 'a\r\nSet-Cookie: b=c')],
  ['a header without a name', (ctx) => ctx.header('', 'a')],
  ['a name that is none', (ctx) => ctx.header('a b', 'a')],
  ['a header that is no text', (ctx) => ctx.header('X-A', ['a'] as never)],
  ['a long header', (ctx) => ctx.header('X-A', 'a'.repeat(4_097))],
  ['a header of the connection', (ctx) => ctx.header('Transfer-Encoding', 'chunked')],
  ['a length', (ctx) => ctx.header('content-LENGTH', 1)],
  ['cookies as a header', (ctx) => ctx.header('Set-Cookie', 'a=b')],
  ['sniffing', (ctx) => ctx.header('X-Content-Type-Options', 'none')],
  ['a cookie of ours', (ctx) => ctx.setCookie('iwt.agent', 'x')],
  ['a cookie with a bad name', (ctx) => ctx.setCookie('a;b', 'x')],
  ['a cookie with a bad path', (ctx) => ctx.setCookie('a', 'x', { path: '/; Domain=evil.example' })],
  ['a cookie with a bad age', (ctx) => ctx.setCookie('a', 'x', { maxAge: '1; Domain=x' as never })],
  ['a cookie with a bad same-site rule', (ctx) => ctx.setCookie('a', 'x', { sameSite: 'None; Domain=x' as never })],
  ['a status that is none', (ctx) => ctx.status(199)],
  ['a status that is no number', (ctx) => ctx.status('200 OK' as never)],
  ['a redirect with another status', (ctx) => ctx.redirect('/x', 200)],
] as [string, (ctx: HandlerContext) => void][])('%s is refused', async (_name, run) => {
  const answer = await tried(run);
  expect([answer.status, await answer.text()]).toEqual([299, expect.stringMatching(/^(TypeError|Error): /)]);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test('answers without a body have none', async () => {
  const answer = await tried((ctx) => {
    ctx.status(204);
    ctx.text('nobody reads this');
  });
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([204, null, '']);
});

test('what reads the request may be taken apart', async () => {
  const site = await handlerSite([
    defineHandler({
      event: 'Apart',
      run({ text, cookies, cgi, address, language, toRoot, method, event }) {
        const { SERVER_PROTOCOL } = cgi;
        text(JSON.stringify([cookies.get('a'), SERVER_PROTOCOL, address, language, toRoot, method, event]));
      },
    }),
  ]);
  const answer = await site.page('event=apart', { headers: { Cookie: 'a=1', 'Accept-Language': 'de' } });
  expect(await answer.json()).toEqual(['1', 'HTTP/1.1', '127.0.0.1', 'de', '../../', 'GET', 'apart']);
});
