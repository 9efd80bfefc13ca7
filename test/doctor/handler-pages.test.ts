import { expect, test } from 'vitest';
import { isInside, judgeAddresses, judgeHost } from '../../lib/doctor/judge-visitor.ts';
import { readCgiTest } from '../../lib/doctor/read-cgi-test.ts';
import { examined } from './examining.ts';
import { bridge, plugin, serveHttp } from './stand-ins.ts';
import { type WebServer, webServer } from './web-server.ts';

const alias = '/I3Root/WebServices/WebHTMLService/';

/** A CIC server at `localhost` and a site at `127.0.0.1` before it. */
async function both(given: Partial<WebServer> = {}, sees?: 'connection') {
  const http = `http://localhost:${await serveHttp(bridge())}`;
  const pluginHttp = `http://localhost:${await serveHttp(plugin(sees))}`;
  const rules = {
    '/I3Root/Server1/': `${http}/`,
    '/I3Root/WebServices/Server1/': `${pluginHttp}/WebHTMLService/`,
    [alias]: `${pluginHttp}/WebHTMLService/`,
  };
  const site = await webServer({ ...given, rules: { ...rules, ...given.rules } });
  return { cic: { servers: [{ http, pluginHttp }] }, site, search: true };
}

test('handler pages that are well have no finding', async () => {
  const told = await examined(await both());
  expect(told.findings).toEqual([]);
  expect(told.steps.map(({ outcome }) => outcome)).not.toContain('not-tried');
  // On the machine of the web server it takes a second address to tell that.
  expect(told.of('visitor-address')[0]?.answer).toBe(
    'Through the site CIC takes this machine for 127.0.0.1, which is right.',
  );
  expect(told.of('host-header')[0]?.answer).toBe('CIC was asked as localhost, its own name.');
});

test('a plug-in that answers something else, or does not know the event', async () => {
  const other = await serveHttp((_request, response) => void response.end('<!doctype html><title>Hello</title>'));
  const missing = await serveHttp((_request, response) => void response.writeHead(404).end());
  const http = `http://localhost:${await serveHttp(bridge())}`;
  const findings = async (port: number) =>
    (await examined({ cic: { servers: [{ http, pluginHttp: `http://localhost:${port}` }] }, search: true })).findings;
  expect(await findings(other)).toEqual(['cgi-test: plugin.other-server']);
  expect(await findings(missing)).toEqual(['cgi-test: plugin.not-found']);
});

test('the site does not lead to the plug-in', async () => {
  const nowhere = 'http://127.0.0.1:9/';
  const told = await examined(await both({ rules: { '/I3Root/WebServices/Server1/': nowhere } }));
  expect(told.findings).toEqual(['cgi-test: proxy.bad-gateway']);
  expect(told.of('visitor-address')[0]?.outcome).toBe('not-tried');
});

test("the site lacks the address of the manual's own check", async () => {
  const told = await examined(await both({ rules: { [alias]: 'http://127.0.0.1:9/' } }));
  expect(told.findings).toEqual(['cgi-test: plugin.no-alias']);
});

test('all visitors seem to come from one address: the header is stripped', async () => {
  expect((await examined(await both({ forwarded: 'strip' }))).findings).toEqual(['visitor-address: address.stripped']);
});

test('all visitors seem to come from one address: the header is only passed on', async () => {
  expect((await examined(await both({ forwarded: 'pass' }))).findings).toEqual(['visitor-address: address.not-added']);
});

test('a visitor can forge the address', async () => {
  const told = await examined(await both({ forwarded: 'append' }));
  expect(told.findings).toEqual(['visitor-address: address.forgeable']);
  expect(told.of('visitor-address')[0]?.answer).toContain('It believed the address 192.0.2.77');
});

test('a plug-in that ignores the header tells nothing', async () => {
  const told = await examined(await both({ forwarded: 'strip' }, 'connection'));
  expect(told.findings).toEqual([]);
  expect(told.of('visitor-address')[0]?.answer).toContain('nothing can be told');
});

test('the name of the site reaches CIC', async () => {
  expect((await examined(await both({ preserveHost: true }))).findings).toEqual(['host-header: host.not-rewritten']);
});

test('two prefixes of handler pages that lead to one server', async () => {
  const servers = await Promise.all(
    ['localhost', '127.0.0.1'].map(async (host, index) => ({
      http: `http://${host}:${await serveHttp(bridge(index === 0 ? {} : { status: 503 }))}`,
      pluginHttp: `http://${host}:${await serveHttp(plugin())}`,
    })),
  );
  const rules = Object.fromEntries(
    servers.flatMap(({ http, pluginHttp }, index) => [
      [`/I3Root/Server${index + 1}/`, `${http}/`],
      [`/I3Root/WebServices/Server${index + 1}/`, `${pluginHttp}/WebHTMLService/`],
    ]),
  );
  const config = { ICServerCount: 2 };
  const first = `${servers[0]?.pluginHttp}/WebHTMLService/`;
  const well = await webServer({ rules: { ...rules, [alias]: first }, config });
  expect((await examined({ cic: { servers }, site: well, search: true })).findings).toEqual([]);
  const one = await webServer({ rules: { ...rules, [alias]: first, '/I3Root/WebServices/Server2/': first }, config });
  const told = await examined({ cic: { servers }, site: one, search: true });
  expect(told.findings).toEqual(['prefixes: proxy.same-server']);
});

test('what the addresses mean when the doctor is not on the web server', () => {
  const seen = { direct: undefined, other: undefined, own: '203.0.113.9', site: '198.51.100.4' };
  const codes = (plain: string, forged: string, more = {}) =>
    judgeAddresses({ ...seen, ...more, through: { plain, forged } }).findings.map(({ code }) => code);
  expect(codes('203.0.113.9', '203.0.113.9')).toEqual([]);
  expect(codes('203.0.113.9', '192.0.2.77')).toEqual(['address.forgeable']);
  // The web server's own address, and one from behind it.
  expect(codes('198.51.100.4', '198.51.100.4')).toEqual(['address.one-for-all']);
  expect(codes('10.0.0.7', '10.0.0.7')).toEqual(['address.one-for-all']);
  // This machine may be behind a router of its own.
  expect(codes('203.0.113.200', '203.0.113.200')).toEqual([]);
  const direct = { direct: { plain: '10.1.1.1', forged: '192.0.2.77' } };
  expect(codes('10.0.0.7', '10.0.0.7', direct)).toEqual(['address.stripped']);
  expect(codes('10.1.1.1', '10.1.1.1', direct)).toEqual([]);
});

test('which addresses nobody has on the Internet', () => {
  for (const address of [
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '100.64.0.1',
    '169.254.1.1',
    '::1',
    'fe80::1',
    'fd00::1',
  ]) {
    expect([address, isInside(address)]).toEqual([address, true]);
  }
  for (const address of ['172.32.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1', '1.0.0.1', '11.0.0.1']) {
    expect([address, isInside(address)]).toEqual([address, false]);
  }
});

test('a site and a CIC server of the same name tell nothing about the header Host', () => {
  const page = { serverName: 'both.example', serverPort: '8018', remoteAddress: '' };
  expect(judgeHost(page, 'both.example', ['both.example'])).toMatchObject({
    findings: [],
    answer: expect.stringContaining('nothing can be told'),
  });
  expect(judgeHost(page, 'both.example', []).findings.map(({ code }) => code)).toEqual(['host.not-rewritten']);
});

test('the page of CgiTest is read as text and as HTML, and nothing else is', () => {
  const text =
    'Request Method:GET\r\nServer Name:Momus\r\nServer Port:8019\r\nRemote Host:x\r\nRemote Address:172.19.33.211\r\n';
  const expected = { serverName: 'momus', serverPort: '8019', remoteAddress: '172.19.33.211' };
  expect(readCgiTest(text)).toEqual(expected);
  expect(readCgiTest(`<html><body>${text.replaceAll('\r\n', '<br>')}</body>`)).toEqual(expected);
  expect(readCgiTest(text.replace('172.19.33.211', '::ffff:10.0.0.1, 10.0.0.2'))?.remoteAddress).toBe('10.0.0.1');
  expect(readCgiTest('<title>Server Name</title>')).toBeUndefined();
});
