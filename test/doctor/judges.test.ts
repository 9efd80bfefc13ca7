import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe as described } from '../../lib/doctor/describe.ts';
import type { Endpoint } from '../../lib/doctor/endpoint.ts';
import type { Verdict } from '../../lib/doctor/finding.ts';
import { judgeImages, spellings } from '../../lib/doctor/judge-images.ts';
import { calledOrigin } from '../../lib/doctor/judge-origin.ts';
import { readPage } from '../../lib/doctor/judge-page.ts';
import { judgePlugin } from '../../lib/doctor/judge-plugin.ts';
import { judgeName, judgePort } from '../../lib/doctor/judge-reach.ts';
import { judgeTls } from '../../lib/doctor/judge-tls.ts';
import type { Knock } from '../../lib/doctor/probe-port.ts';
import type { Handshake } from '../../lib/doctor/probe-tls.ts';
import { quote } from '../../lib/doctor/quote.ts';
import { readCgiTest } from '../../lib/doctor/read-cgi-test.ts';
import { readConfiguration } from '../../lib/doctor/read-configuration.ts';
import { placesOf } from '../../lib/doctor/site-places.ts';

const endpoint: Endpoint = { part: 'bridge', origin: new URL('https://icserver:3508'), ca: undefined, verify: true };
const codes = ({ findings }: Verdict) => findings.map(({ code }) => code);
const knocked = (...results: [string, Knock['result']][]): Knock[] =>
  results.map(([address, result]) => ({ address, result, code: '' }));

test('a name server that does not answer', () => {
  expect(codes(judgeName({ kind: 'timeout' }, endpoint))).toEqual(['name.timeout']);
  expect(codes(judgeName({ kind: 'unknown', code: 'EAI_AGAIN' }, endpoint))).toEqual(['name.timeout']);
  expect(codes(judgeName({ kind: 'unknown', code: 'ENOTFOUND' }, endpoint))).toEqual(['name.not-found']);
});

test('of several addresses the one that answers counts, and dead ones are told', () => {
  expect(codes(judgePort(knocked(['10.0.0.1', 'unreachable']), endpoint))).toEqual(['port.unreachable']);
  expect(codes(judgePort(knocked(['10.0.0.1', 'failed']), endpoint))).toEqual(['port.failed']);
  expect(codes(judgePort(knocked(['fd00::1', 'unreachable'], ['10.0.0.1', 'timeout']), endpoint))).toEqual([
    'port.timeout',
  ]);
  expect(codes(judgePort(knocked(['10.0.0.2', 'timeout'], ['10.0.0.1', 'refused']), endpoint))).toEqual([
    'port.refused',
  ]);
  expect(codes(judgePort(knocked(['10.0.0.1', 'open'], ['10.0.0.2', 'timeout']), endpoint))).toEqual([
    'port.some-addresses',
  ]);
  // Where there is no IPv6, and where a program on this machine listens on one of both.
  expect(codes(judgePort(knocked(['2001:db8::1', 'unreachable'], ['10.0.0.1', 'open']), endpoint))).toEqual([]);
  expect(codes(judgePort(knocked(['::1', 'refused'], ['127.0.0.1', 'open']), endpoint))).toEqual([]);
});

const day = Date.UTC(2026, 0, 1);
const own = {
  subject: 'icserver',
  issuer: 'Authority',
  validFrom: 0,
  validTo: Date.UTC(2030, 0, 1),
  selfSigned: false,
};
const done: Extract<Handshake, { kind: 'done' }> = {
  kind: 'done',
  protocol: 'TLSv1.3',
  chain: [own],
  names: ['icserver'],
  nameFits: true,
  distrust: '',
  namesake: false,
  hasIssuerUrl: false,
};
const context = { now: day, plainHttp: false, sharedAuthority: false };
const tls = (more: Partial<typeof done>, of = endpoint, shared = false) =>
  codes(judgeTls({ ...done, ...more }, of, { ...context, sharedAuthority: shared }));

test("OpenSSL's reasons are told apart", () => {
  expect(tls({})).toEqual([]);
  expect(tls({ distrust: 'CA_MD_TOO_WEAK' })).toEqual(['tls.weak-certificate']);
  expect(tls({ distrust: 'EE_KEY_TOO_SMALL' })).toEqual(['tls.weak-certificate']);
  expect(tls({ distrust: 'INVALID_PURPOSE' })).toEqual(['tls.untrusted']);
  expect(tls({ distrust: 'CERT_SIGNATURE_FAILURE', namesake: true })).toEqual(['tls.old-authority']);
  expect(tls({ distrust: 'SELF_SIGNED_CERT_IN_CHAIN' })).toEqual(['tls.unknown-authority']);
  expect(tls({ distrust: 'CERT_HAS_EXPIRED' })).toEqual(['tls.expired']);
  expect(tls({ distrust: 'CERT_NOT_YET_VALID' })).toEqual(['tls.not-yet-valid']);
  const plugin = { ...endpoint, part: 'plugin' as const, ca: ['x'] };
  expect(tls({ distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, plugin, true)).toEqual(['plugin.wrong-authority']);
  expect(tls({ distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, plugin)).toEqual(['tls.unknown-authority']);
});

test('a certificate is expired in the very moment in which it ends, and soon to expire a month before', () => {
  const ending = (validTo: number) => tls({ chain: [{ ...own, validTo }] });
  expect(ending(day)).toEqual(['tls.expired']);
  expect(ending(day + 1)).toEqual(['tls.expires-soon']);
  expect(ending(day + 30 * 86_400_000)).toEqual(['tls.expires-soon']);
  expect(ending(day + 30 * 86_400_000 + 1)).toEqual([]);
  expect(ending(Number.NaN)).toEqual([]);
});

test('a handshake that fails for no known reason', () => {
  const failed = { kind: 'failed', code: 'ERR_SSL_X', older: undefined } as const;
  expect(codes(judgeTls(failed, endpoint, context))).toEqual(['tls.handshake']);
});

test('a plug-in in trouble, and one that rests with its server', () => {
  const answer = (status: number) =>
    ({ kind: 'answered', status, headers: {}, body: '', local: '', remote: '' }) as const;
  expect(codes(judgePlugin(answer(500), endpoint, false, undefined).verdict)).toEqual(['plugin.error']);
  expect(codes(judgePlugin(answer(503), endpoint, false, { kind: 'backup' }).verdict)).toEqual([]);
});

test('a configuration is read in its forms', () => {
  expect(readConfiguration('[{"serverConfiguration":{}}]')).toMatchObject({
    cfgVer: undefined,
    capabilities: { chat: [] },
  });
  const xml =
    '<x><serverConfiguration><cfgVer>7</cfgVer><capabilities><chat><capability>start</capability><capability>exit</capability></chat></capabilities></serverConfiguration></x>';
  expect(readConfiguration(xml)).toMatchObject({ cfgVer: 7, capabilities: { chat: ['start', 'exit'], common: [] } });
  for (const other of [
    '',
    'null',
    '[null]',
    '{}',
    '<html></html>',
    '<!DOCTYPE x><serverConfiguration/>',
    '<'.repeat(9),
  ]) {
    expect([other, readConfiguration(other)]).toEqual([other, undefined]);
  }
});

test('where servers are reached', () => {
  const site = { base: new URL('https://shop.example/shop/I3Root'), root: '/I3Root' };
  const none = { page: undefined, config: undefined };
  const paths = (files = none as Parameters<typeof placesOf>[2], servers: Parameters<typeof placesOf>[1] = []) =>
    placesOf(site, servers, files).map(({ bridge }) => bridge.href);
  expect(paths()).toEqual(['https://shop.example/shop/I3Root/Server1']);
  expect(paths({ ...none, config: { ICServerCount: 2 } })).toHaveLength(2);
  expect(paths({ ...none, config: { uriFragments: ['./A', '../../B', '/C', 'D/E'] } })).toEqual([
    'https://shop.example/shop/I3Root/A',
    'https://shop.example/B',
  ]);
  const origins = { http: 'http://icserver:8114', https: undefined };
  const server = {
    name: 'Server1',
    prefix: '/chat/ICProxy',
    pluginPrefix: '/I3Root/WebServices/Server1',
    bridge: origins,
    plugin: origins,
  };
  expect(paths(none, [server])).toEqual(['https://shop.example/shop/chat/ICProxy']);
});

test('the origin that the genuine page calls has the port of the page', () => {
  expect(calledOrigin(new URL('http://shop.example/I3Root'), true).href).toBe('https://shop.example:80/');
  expect(calledOrigin(new URL('https://shop.example:8443/'), true).origin).toBe('https://shop.example:8443');
  expect(calledOrigin(new URL('https://shop.example/'), true).origin).toBe('https://shop.example');
});

test('images are sought as people have spelt them', () => {
  expect(spellings('OutTown.gif')).toEqual(['outtown.gif', 'OUTTOWN.GIF', 'OutTown.GIF', 'Outtown.gif']);
  const folder = new URL('http://shop.example/I3Root/img/');
  expect(judgeImages([{ name: 'Chat.gif', foundAs: undefined }], folder).answer).toBe('None of the 1 is there.');
});

test('a quotation is one line of at most 200 characters without control characters', () => {
  expect(quote(' a\u001b[31m\r\n b\u0000\u2028c\u202e ')).toBe('a [31m b c');
  expect(quote('x'.repeat(500))).toHaveLength(200);
  expect(quote('\ud83d\ude00'.repeat(300)).endsWith('\ud83d\ude00…')).toBe(true);
  expect(quote('\ud83d')).toBe('');
});

test('no text breaks a reader, or keeps it busy', () => {
  const bits = [
    '<',
    '>',
    '"',
    "'",
    ' ',
    '\n',
    '[',
    ']',
    '{',
    '}',
    '/*',
    '&amp;',
    '\u001b',
    'Server Name:',
    '<title',
    'uriFragments:',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...bits)).map((parts) => parts.join('')),
  );
  const read = (body: string) => {
    readConfiguration(body);
    readCgiTest(body);
    readPage(body);
    return described({ kind: 'answered', status: 200, headers: { server: body }, body, local: '', remote: '' });
  };
  fc.assert(fc.property(text, (body) => !/[\p{Cc}\p{Cs}]/u.test(read(body))));
  // As long as an answer may be; a search that starts over at every character would outlast the test's time limit.
  for (const bit of bits) read(bit.repeat(262_144 / bit.length));
});
