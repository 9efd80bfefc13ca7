import { expect, test } from 'vitest';
import { readCgiTest } from '../../lib/doctor/read-cgi-test.ts';
import { rawRequest } from '../support/raw.ts';
import { handlerSite, textOf } from './world.ts';

const headers = { 'User-Agent': 'Mozilla/5.0 (test)', Accept: 'text/html,*/*;q=0.8', Connection: 'close' };

/** The page as the manual prints it (technical reference, *Troubleshooting the Search page*). */
function expected(port: number, query: string, args: readonly string[], lines: readonly string[]): string {
  return [
    'Gateway Interface:',
    'Request Method:GET',
    'Script Name:doHTMLRequest',
    `Query String:${query}`,
    'Server Software:',
    'Server Name:127.0.0.1',
    'Server Protocol:HTTP/1.1',
    `Server Port:${port}`,
    'HTTP User agent:Mozilla/5.0 (test)',
    'HTTP Accept:text/html,*/*;q=0.8',
    'Path Info:',
    'Path Translated:',
    'Remote Host:127.0.0.1',
    'Remote Address:127.0.0.1',
    'Remote User:',
    'Remote Identifier:',
    'Authentication Type:',
    'Content Type:',
    'Content Length:',
    `Arg 1:${args[0] ?? ''}`,
    `Arg 2:${args[1] ?? ''}`,
    `Arg 3:${args[2] ?? ''}`,
    'Command Line parameters',
    '',
    ...lines,
    '',
  ].join('\n');
}

test('CgiTest prints the documented page', async () => {
  const site = await handlerSite([]);
  const port = Number(new URL(site.origin).port);
  const answer = await site.page('event=CgiTest', { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const page = await answer.clone().text();
  expect(/<pre>(.*?)<\/pre>/s.exec(page)?.[1]).toBe(expected(port, 'event=CgiTest', [], ['event=CgiTest']));
  expect(readCgiTest(page)).toEqual({
    serverName: '127.0.0.1',
    serverPort: String(port),
    remoteAddress: '127.0.0.1',
  });
});

test('arguments are printed decoded and in order, without markup when asked', async () => {
  const site = await handlerSite([]);
  const port = Number(new URL(site.origin).port);
  const query = 'a=%3Cb%3E&event=cgitest&bare&x=1%202+3&FORMAT=text&y=%0D%0ARemote+User%3Aroot';
  const answer = await site.page(query, { headers });
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const args = ['a=<b>', 'bare', 'x=1 2 3', 'FORMAT=text', 'y=  Remote User:root'];
  expect(await answer.text()).toBe(expected(port, query, args, [args[0] ?? '', 'event=cgitest', ...args.slice(1)]));
  const marked = await site.page('event=CgiTest&a=%3Cb%3E%26', { headers });
  expect(await marked.clone().text()).not.toContain('<b>');
  expect(await textOf(marked)).toContain('\nArg 1:a=<b>&\n');
});

test('form fields of the names Arg1 to Arg3 are printed, too', async () => {
  const site = await handlerSite([]);
  const body = new URLSearchParams({ Arg2: 'two', other: 'x' });
  const page = await textOf(await site.page('event=CgiTest&first', { method: 'POST', body }));
  expect(page).toContain('Request Method:POST\n');
  expect(page).toContain('Content Type:application/x-www-form-urlencoded;charset=UTF-8\nContent Length:16\n');
  expect(page).toContain('Arg 1:first\nArg 2:two\nArg 3:\nCommand Line parameters\n\nevent=CgiTest\nfirst\n');
});

test.each([
  '/I3Root/WebServices/Server1/doHTMLRequest',
  '/I3Root/WebServices/Server2/doHTMLRequest',
  '/I3Root/WebServices/WebHTMLService/doHTMLRequest',
  '/i3root/webservices/SERVER1/dohtmlrequest/',
  '/I3Root//WebServices/Server1//doHTMLRequest',
])('it is at %s', async (path) => {
  const site = await handlerSite([]);
  const answer = await fetch(`${site.origin}${path}?EVENT=cgiTEST`);
  expect(await textOf(answer)).toContain('\nScript Name:doHTMLRequest\nQuery String:EVENT=cgiTEST\n');
});

test.each([
  '/I3Root/WebServices/Server3/doHTMLRequest?event=CgiTest',
  '/I3Root/WebServices/doHTMLRequest?event=CgiTest',
  '/I3Root/WebServices/Server1/doHTMLRequest/x?event=CgiTest',
  '/I3Root/WebServices/Server1/other?event=CgiTest',
  '/WebHTMLService/doHTMLRequest?event=CgiTest',
])('nothing is at %s', async (path) => {
  const site = await handlerSite([]);
  expect((await fetch(`${site.origin}${path}`)).status).toBe(404);
});

test('HEAD says what GET would, without the page', async () => {
  const site = await handlerSite([]);
  const port = Number(new URL(site.origin).port);
  const path = '/I3Root/WebServices/Server1/doHTMLRequest?event=CgiTest&format=text';
  const answer = await fetch(`${site.origin}${path}`, { method: 'HEAD' });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(300);
  // An address with its host, as a proxy may send it, and a host without a port.
  const raw = await rawRequest(port, `GET http://shop.example${path} HTTP/1.1\r\nHost: shop.example\r\n\r\n`);
  expect(raw.body).toContain('\nServer Name:shop.example\n');
});

test('a handler for CgiTest takes the place of the one that ships', async () => {
  const site = await handlerSite([{ event: 'CGITEST', run: (ctx: { text(text: string): void }) => ctx.text('mine') }]);
  expect(await (await site.page('event=CgiTest')).text()).toBe('mine');
});
