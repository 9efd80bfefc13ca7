import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import type { CicOption } from '../../lib/proxy/option.ts';
import { authority, type Pair, selfSigned } from '../doctor/certificates.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { rawUpstream, upstream } from '../support/upstream.ts';
import { ask, openGateway } from './gateway.ts';

const call = '/I3Root/Server1/websvcs/chat/x';
const handler = '/I3Root/WebServices/Server1/doHTMLRequest';
const ok = { pluginHttp: 'http://127.0.0.1:1' };

/** `https://localhost:…`, as its certificate has it. */
const secure = (pair: Pair) => upstream(undefined, { pair });

async function gatewayTo(pair: Pair, cic: Omit<CicOption, 'servers'>, byName = true) {
  const server = await secure(pair);
  const origin = byName ? server.byName : server.origin;
  return { server, gateway: await openGateway({ servers: [{ https: origin, pluginHttps: origin }], ...cic }) };
}

describe('TLS before and behind', () => {
  /** A site of its own, over HTTPS, with the visitor's side as a browser sees it. */
  test.each([
    ['http', 'http', 'http://127.0.0.1'],
    ['http', 'https', 'https://localhost'],
    ['https', 'http', 'http://127.0.0.1'],
    ['https', 'https', 'https://localhost'],
  ])('visitors over %s, the server over %s', async (before, behind) => {
    const ca = authority();
    const pair = ca.certificate({ names: 'DNS:localhost,IP:127.0.0.1' });
    const server = behind === 'https' ? await secure(pair) : await upstream();
    const servers = [behind === 'https' ? { https: server.byName } : { http: server.byName }];
    const gateway = await openGateway({ servers, ca: ca.file }, before === 'https' ? { pair } : {});
    const answer = await ask(`${gateway.url}${call}`, { ca: ca.cert });
    expect([answer.status, gateway.url.split(':')[0]]).toEqual([200, before]);
    expect(server.requests[0]?.headers.host).toEqual([`localhost:${server.port}`]);
  });

  test('with both ports, each visitor goes to the one of his own kind', async () => {
    const ca = authority();
    const pair = ca.certificate({ names: 'DNS:localhost,IP:127.0.0.1' });
    const ports = {
      http: await upstream(),
      https: await secure(pair),
      pluginHttp: await upstream(),
      pluginHttps: await secure(pair),
    };
    const servers = [Object.fromEntries(Object.entries(ports).map(([name, { byName }]) => [name, byName]))];
    const cic = { servers, ca: ca.file };
    const plain = await openGateway(cic, { before: (app) => void app.set('trust proxy', 1) });
    const tls = await openGateway(cic, { pair });
    const seen = () => Object.values(ports).map(({ requests }) => requests.length);
    for (const path of [call, handler]) await ask(plain.url + path);
    expect(seen()).toEqual([1, 0, 1, 0]);
    for (const path of [call, handler]) await ask(tls.url + path, { ca: ca.cert });
    expect(seen()).toEqual([1, 1, 1, 1]);
    // Behind a balancer that ends TLS.
    for (const path of [call, handler]) await ask(plain.url + path, { headers: { 'X-Forwarded-Proto': 'https' } });
    expect(seen()).toEqual([1, 2, 1, 2]);
  });
});

describe('a private authority', () => {
  test.each(['PEM', 'DER'])('named as a %s file', async (form) => {
    const ca = authority();
    const der = path.join(path.dirname(ca.file), 'ServerGroupCertificate.cer');
    execFileSync('openssl', ['x509', '-in', ca.file, '-outform', 'DER', '-out', der]);
    const { gateway } = await gatewayTo(ca.certificate({ names: 'DNS:localhost' }), {
      ca: form === 'PEM' ? ca.file : der,
    });
    for (const path of [call, handler]) expect((await ask(gateway.url + path)).status).toBe(200);
  });

  test('another one for the plug-in', async () => {
    const [bridge, plugin] = [authority('Bridge'), authority('Plug-in')];
    const one = await secure(bridge.certificate({ names: 'DNS:localhost' }));
    const two = await secure(plugin.certificate({ names: 'DNS:localhost' }));
    const servers = [{ https: one.byName, pluginHttps: two.byName }];
    const both = await openGateway({ servers, ca: bridge.file, pluginCa: plugin.file });
    expect([(await ask(both.url + call)).status, (await ask(both.url + handler)).status]).toEqual([200, 200]);
    const oneOnly = await openGateway({ servers, ca: bridge.file });
    expect([(await ask(oneOnly.url + call)).status, (await ask(oneOnly.url + handler)).status]).toEqual([200, 502]);
  });

  test('several in one file, and one below another', async () => {
    const [other, top] = [authority('Other'), authority('Top')];
    const below = top.below('Below');
    const { cert, key } = below.certificate({ names: 'DNS:localhost' });
    const file = path.join(path.dirname(top.file), 'all.pem');
    writeFileSync(file, `${other.cert}\n${top.cert}`);
    const { gateway } = await gatewayTo({ cert: `${cert}\n${below.cert}`, key }, { ca: file });
    expect((await ask(gateway.url + call)).status).toBe(200);
  });
});

describe('a certificate that is not accepted', () => {
  let good: ReturnType<typeof authority>;
  beforeEach(() => {
    good = authority();
  });
  const cases: [string, () => Pair, string, RegExp][] = [
    [
      'is its own authority',
      () => selfSigned('DNS:localhost'),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /ServerGroupCertificate\.cer/,
    ],
    [
      'has an unknown authority',
      () => authority('Nobody').certificate({ names: 'DNS:localhost' }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      /cic\.ca/,
    ],
    [
      'has expired',
      () => good.certificate({ names: 'DNS:localhost', to: '20200102000000Z' }),
      'CERT_HAS_EXPIRED',
      /new one/,
    ],
    [
      'is not yet valid',
      () => good.certificate({ names: 'DNS:localhost', from: '20980101000000Z' }),
      'CERT_NOT_YET_VALID',
      /clock/,
    ],
    [
      'is for another name',
      () => good.certificate({ names: 'DNS:icserver.company.com' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /fully qualified domain name/,
    ],
  ];

  test.each(cases)(
    'because it %s: told once with the reason, and never to visitors',
    async (_name, make, code, hint) => {
      const { server, gateway } = await gatewayTo(make(), { ca: good.file });
      for (let n = 0; n < 3; n++) {
        for (const path of [call, handler]) {
          const answer = await ask(gateway.url + path, { headers: { Accept: 'text/html' } });
          expect(answer.status).toBe(502);
          expect(String(answer.body)).not.toMatch(/certificate|localhost|CERT|signed/i);
        }
      }
      expect(server.requests).toEqual([]);
      const told = gateway.log.filter(({ fields }) => fields.code === code);
      expect(told).toEqual([
        {
          level: 'error',
          message: expect.stringMatching(hint),
          fields: expect.objectContaining({ server: 'Server1', code, origin: server.byName }),
        },
      ]);
      expect(String(told[0]?.fields.reason).length).toBeGreaterThan(10);
    },
  );

  test('is accepted with verify: false, whatever is wrong with it', async () => {
    for (const [, make] of cases) {
      const { gateway } = await gatewayTo(make(), { verify: false });
      for (const path of [call, handler]) expect((await ask(gateway.url + path)).status).toBe(200);
    }
  });

  test('because the server is named by its address', async () => {
    const pair = good.certificate({ names: 'DNS:localhost' });
    const { gateway } = await gatewayTo(pair, { ca: good.file }, false);
    expect((await ask(gateway.url + call)).status).toBe(502);
    const [told] = gateway.log.filter(({ fields }) => fields.code === 'ERR_TLS_CERT_ALTNAME_INVALID');
    expect(told?.fields.reason).toContain('127.0.0.1');
    const listed = await gatewayTo(good.certificate({ names: 'IP:127.0.0.1' }), { ca: good.file }, false);
    expect((await ask(listed.gateway.url + call)).status).toBe(200);
  });

  test('counts as a server that was not reached: the message goes to the other one', async () => {
    const wrong = await secure(selfSigned('DNS:localhost'));
    const right = await secure(good.certificate({ names: 'DNS:localhost' }));
    const gateway = await openGateway({
      servers: [wrong.byName, right.byName],
      switchover: 'transparent',
      ca: good.file,
    });
    expect((await ask(gateway.url + call, { method: 'POST', body: '{}' })).status).toBe(200);
    expect([wrong.requests.length, right.requests.length]).toEqual([0, 1]);
  });
});

test('a port without TLS is told apart from a wrong certificate', async () => {
  const plain = await upstream();
  const gateway = await openGateway({ servers: [{ https: plain.byName.replace('http:', 'https:'), ...ok }] });
  expect((await ask(gateway.url + call)).status).toBe(502);
  expect(gateway.log.map(({ message }) => message).join()).toMatch(/does not speak TLS on this port/);
});

test('a server that is not there is no matter of certificates', async () => {
  const gateway = await openGateway({ servers: [{ https: `https://localhost:${await reservedPort()}`, ...ok }] });
  expect((await ask(gateway.url + call)).status).toBe(502);
  expect(gateway.log.filter(({ message }) => /certificate|TLS/.test(message))).toEqual([]);
});

test('a handshake that never ends is a connection that never stood', async () => {
  // It waits for the end of a line of HTTP, which a handshake has none of.
  const silent = await rawUpstream(() => {});
  const right = await upstream();
  const gateway = await openGateway({
    servers: [{ https: silent.byName.replace('http:', 'https:'), ...ok }, right.origin],
    switchover: 'transparent',
    connectTimeout: 1,
  });
  expect((await ask(gateway.url + call, { method: 'POST', body: '{}' })).status).toBe(200);
  expect(right.requests).toHaveLength(1);
});

test('connections with TLS are kept, and none is left when the site closes', async () => {
  const ca = authority();
  const { server, gateway } = await gatewayTo(ca.certificate({ names: 'DNS:localhost' }), { ca: ca.file });
  for (let n = 0; n < 10; n++)
    for (const path of [call, handler]) expect((await ask(gateway.url + path)).status).toBe(200);
  expect(server.opened()).toBeLessThanOrEqual(3);
  await gateway.site.close();
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a wrong certificate does not keep the site from starting', async () => {
  const server = await secure(selfSigned('DNS:localhost'));
  const site = iwt({
    database: 'sqlite::memory:',
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    cic: { servers: [server.byName] },
  });
  await site.ready();
  await site.close();
});
