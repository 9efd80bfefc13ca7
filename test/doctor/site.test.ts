import { expect, test } from 'vitest';
import { reservedPort } from '../support/reserved-port.ts';
import { authority, selfSigned } from './certificates.ts';
import { examined } from './examining.ts';
import { bridge, configuration, plugin, serveHttp } from './stand-ins.ts';
import { type WebServer, webServer } from './web-server.ts';

const active = () => serveHttp(bridge()).then(at);
const backup = () => serveHttp(bridge({ status: 503, body: '' })).then(at);
const at = (port: number) => `http://localhost:${port}`;

/** A site whose `/Server1` leads to an active server, but for what is given. */
async function site(given: Partial<WebServer> = {}): Promise<string> {
  return webServer({ ...given, rules: { '/I3Root/Server1/': `${await active()}/`, ...given.rules } });
}
const findingsOf = async (given: Partial<WebServer>) => (await examined({ site: await site(given) })).findings;
const answering = (status: number, headers: Record<string, string> = {}, body = '') => ({
  '/I3Root/Server1/websvcs/serverConfiguration': (_request: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(status, headers).end(body),
});

test('a site that is well has no finding', async () => {
  expect(await findingsOf({})).toEqual([]);
});

test('the site is not there', async () => {
  const told = await examined({ site: `http://127.0.0.1:${await reservedPort()}/I3Root` });
  expect(told.findings).toEqual(['port: port.refused']);
  expect(told.of('port')[0]?.findings[0]?.advice).toContain('Start the web server');
});

test.each([
  [404, 'proxy.not-found'],
  [502, 'proxy.bad-gateway'],
  [504, 'proxy.gateway-timeout'],
  [500, 'proxy.error'],
  [403, 'proxy.forbidden'],
])('a prefix that answers %i', async (status, code) => {
  expect(await findingsOf({ files: answering(status) })).toEqual([`server-configuration: ${code}`]);
});

test('a prefix that redirects to HTTPS, while the page does not', async () => {
  const files = answering(301, { Location: 'https://127.0.0.1/I3Root/Server1/websvcs/serverConfiguration' });
  const told = await examined({ site: await site({ files }) });
  expect(told.findings).toEqual(['server-configuration: proxy.redirected']);
  expect(told.of('server-configuration')[0]?.answer).toContain('https://127.0.0.1/I3Root/Server1');
});

test('a page of the site where the server should be', async () => {
  const files = answering(200, { 'Content-Type': 'text/html' }, '<!doctype html><title>Our shop</title>');
  const told = await examined({ site: await site({ files }) });
  expect(told.findings).toEqual(['server-configuration: proxy.other-answer']);
  expect(told.of('server-configuration')[0]?.answer).toContain('Our shop');
});

test('a proxy that answers out of a cache', async () => {
  const files = answering(200, { Age: '12' }, configuration());
  expect(await findingsOf({ files })).toEqual(['server-configuration: proxy.cached']);
});

test('503 through the site from a proxy that does not reach a server which is active', async () => {
  const cic = { servers: [await active()] };
  const told = await examined({ cic, site: await site({ files: answering(503) }) });
  expect(told.findings).toEqual(['server-configuration: proxy.unavailable']);
});

test('503 through a site that has one server', async () => {
  expect(await findingsOf({ files: answering(503) })).toEqual(['server-configuration: proxy.unavailable']);
});

test('503 from such a proxy before the active server of a pair', async () => {
  const servers = [await active(), await backup()];
  const rules = { '/I3Root/Server1/': `${servers[0]}/`, '/I3Root/Server2/': `${servers[1]}/` };
  const page = '<!doctype html><title>503 Service Unavailable</title>';
  const files = answering(503, { 'Content-Type': 'text/html', Server: 'Apache/2.4' }, page);
  const told = await examined({
    cic: { servers },
    site: await webServer({ rules, files, config: { ICServerCount: 2 } }),
  });
  expect(told.findings).toEqual(['server-configuration: proxy.unavailable']);
});

test('a prefix that leads to another server than the one that was named', async () => {
  const other = `http://127.0.0.1:${await serveHttp(bridge({ body: configuration(99) }))}/`;
  const told = await examined({
    cic: { servers: [await active()] },
    site: await site({ rules: { '/I3Root/Server1/': other } }),
  });
  expect(told.findings).toEqual(['server-configuration: proxy.differs']);
});

test('config.js is missing, a page, or not to be read', async () => {
  const config = '/I3Root/js/config.js';
  const gone = (_request: unknown, response: import('node:http').ServerResponse) => void response.writeHead(404).end();
  expect(await findingsOf({ files: { [config]: gone } })).toEqual(['config-js: config.missing']);
  expect(await findingsOf({ files: { [config]: '<!doctype html><title>Home</title>' } })).toEqual([
    'config-js: config.missing',
  ]);
  const told = await examined({
    site: await site({ files: { [config]: 'ININ.Web.Chat.Config = {"UseEncryption": true' } }),
  });
  expect(told.findings).toEqual(['config-js: config.unreadable']);
  expect(told.of('cross-origin')[0]?.outcome).toBe('not-tried');
});

test('UseEncryption against how the page is served', async () => {
  const told = await examined({ site: await site({ config: { UseEncryption: true } }) });
  expect(told.findings).toEqual(['config-js: config.encryption', 'cross-origin: cross-origin.other-scheme']);
  expect(told.of('config-js')[0]?.findings[0]?.advice).toBe(
    'Set "UseEncryption" to false: the page is served over HTTP.',
  );
  expect(await findingsOf({ config: { UseEncryption: undefined } })).toContain('config-js: config.encryption');

  const own = authority('Public Authority');
  const pair = own.certificate({ names: 'IP:127.0.0.1' });
  const secured = await examined({ site: await site({ pair }), siteCa: own.cert });
  expect(secured.findings).toEqual(['config-js: config.encryption', 'cross-origin: cross-origin.other-scheme']);
  const right = await examined({ site: await site({ pair, config: { UseEncryption: true } }), siteCa: own.cert });
  expect(right.findings).toEqual([]);
});

test("the site's own certificate", async () => {
  const pair = selfSigned('IP:127.0.0.1');
  const told = await examined({ site: await site({ pair, config: { UseEncryption: true } }) });
  expect(told.findings).toEqual(['tls: tls.self-signed']);
  expect(told.of('tls')[0]?.findings[0]?.advice).toContain('browsers trust');
});

test('ICServerCount against the servers', async () => {
  const servers = [await active(), await backup()];
  const rules = { '/I3Root/Server1/': `${servers[0]}/`, '/I3Root/Server2/': `${servers[1]}/` };
  const told = await examined({ cic: { servers }, site: await webServer({ rules }) });
  expect(told.findings).toEqual(['config-js: config.server-count']);
  const right = await examined({ cic: { servers }, site: await webServer({ rules, config: { ICServerCount: 2 } }) });
  expect(right.findings).toEqual([]);
  expect(right.of('prefixes')[0]?.outcome).toBe('ok');
  expect(await findingsOf({ config: { ICServerCount: 3 } })).toEqual(['config-js: config.server-count']);
  expect(await findingsOf({ config: { ICServerCount: 2 } })).toEqual(['server-configuration: proxy.not-found']);
});

test('a language with capitals, unknown types, and no target', async () => {
  const told = await examined({ site: await site({ config: { DefaultLanguageCode: 'de-CH' } }) });
  expect(told.findings).toEqual(['config-js: config.language-case']);
  expect(told.of('config-js')[0]?.findings[0]?.advice).toContain('"de-ch"');
  expect(await findingsOf({ config: { InteractionTypes: ['Chat', 'Fax'] } })).toEqual([
    'config-js: config.interaction-types',
  ]);
  expect(await findingsOf({ config: { InteractionTypes: ['chat'] } })).toEqual(['config-js: config.interaction-types']);
  expect(await findingsOf({ config: { InteractionTypes: ['chat', 'callback'] } })).toEqual([]);
  expect(await findingsOf({ config: { ChatTarget: '' } })).toEqual(['config-js: config.target']);
  expect(await findingsOf({ config: { CallbackTargetType: 'Team' } })).toEqual(['config-js: config.target-type']);
});

test('both prefixes lead to one server, or each to that of the other', async () => {
  const servers = [await active(), await backup()];
  const config = { ICServerCount: 2 };
  const [one, other] = servers.map((server) => `${server}/`) as [string, string];
  const same = { '/I3Root/Server1/': one, '/I3Root/Server2/': one };
  const told = await examined({ cic: { servers }, site: await webServer({ rules: same, config }) });
  expect(told.findings).toEqual(['prefixes: proxy.same-server']);
  const crossed = { '/I3Root/Server1/': other, '/I3Root/Server2/': one };
  const exchanged = await examined({ cic: { servers }, site: await webServer({ rules: crossed, config }) });
  expect(exchanged.findings).toEqual(['prefixes: proxy.crossed']);
  const transparent = { servers, switchover: 'transparent' } as const;
  expect((await examined({ cic: transparent, site: await webServer({ rules: same, config }) })).findings).toEqual([]);
});

test('without options the pair is judged through the site', async () => {
  const [one, other] = [`${await backup()}/`, `${await backup()}/`];
  const rules = { '/I3Root/Server1/': one, '/I3Root/Server2/': other };
  const told = await examined({ site: await webServer({ rules, config: { ICServerCount: 2 } }) });
  expect(told.findings).toEqual(['switchover: pair.both-backup']);
});

test('prefixes that the page names itself are the ones that are asked', async () => {
  const page =
    '<!doctype html><script>return { "uriFragments" : ["/SomeDirectory/ICProxy"], "urlsAreRelative": true }</script>';
  const rules = { '/SomeDirectory/ICProxy/': `${await active()}/`, '/I3Root/Server1/': 'http://127.0.0.1:9/' };
  const told = await examined({ site: await webServer({ rules, files: { '/I3Root/': page } }) });
  expect(told.findings).toEqual([]);
  expect(told.of('server-configuration')[0]?.target).toContain('/SomeDirectory/ICProxy/websvcs/');
});

test('the page is missing, or somewhere else', async () => {
  const files = (status: number, headers = {}) => ({
    '/I3Root/': (_request: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(status, headers).end(),
  });
  expect(await findingsOf({ files: files(403) })).toEqual(['page: site.no-page']);
  expect(await findingsOf({ files: files(500) })).toEqual(['page: site.page-error']);
  const told = await examined({ site: await site({ files: files(301, { Location: 'https://shop.example/chat/' }) }) });
  expect(told.findings).toEqual(['page: site.redirected']);
  expect(told.of('page')[0]?.findings[0]?.advice).toContain('iwt doctor https://shop.example/chat/');
  expect(told.of('server-configuration')[0]?.outcome).toBe('not-tried');
  // A redirection that stays is followed, as a browser does.
  const within = { ...files(302, { Location: 'index.html' }), '/I3Root/index.html': '<!doctype html>' };
  expect(await findingsOf({ files: within })).toEqual([]);
});

test('images that are missing, spelt otherwise, or not images', async () => {
  const cic = `http://localhost:${await serveHttp(plugin())}`;
  const rules = {
    '/I3Root/WebServices/Server1/': `${cic}/WebHTMLService/`,
    '/I3Root/WebServices/WebHTMLService/': `${cic}/WebHTMLService/`,
  };
  const none = (_request: unknown, response: import('node:http').ServerResponse) => void response.writeHead(404).end();
  const pictures = async (files: WebServer['files']) =>
    (await examined({ site: await site({ rules, files }), search: true })).of('images')[0];
  expect(await pictures({})).toMatchObject({ outcome: 'ok', answer: 'All 22 are there.' });
  const missing = await pictures({ '/I3Root/img/Lunch.gif': none, '/I3Root/img/Von.gif': none });
  expect(missing).toMatchObject({ outcome: 'warning', findings: [{ code: 'images.missing' }] });
  expect(missing?.answer).toBe('2 of 22 are missing: Lunch.gif, Von.gif.');
  const spelt = await pictures({ '/I3Root/img/DND.gif': none, '/I3Root/img/dnd.gif': 'GIF89a' });
  expect(spelt).toMatchObject({
    findings: [{ code: 'images.case' }],
    answer: 'Spelt otherwise: dnd.gif instead of DND.gif.',
  });
  const page = (_request: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>');
  expect((await pictures({ '/I3Root/img/Chat.gif': page }))?.findings.map(({ code }) => code)).toEqual([
    'images.missing',
  ]);
});
