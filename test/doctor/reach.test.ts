import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { reservedPort } from '../support/reserved-port.ts';
import { authority, selfSigned } from './certificates.ts';
import { examined } from './examining.ts';
import { bridge, plugin, serveBytes, serveHttp } from './stand-ins.ts';

const oneAt = (url: string) => ({ servers: [url] });

test('a server that is well has no finding', async () => {
  const port = await serveHttp(bridge());
  const told = await examined({ cic: oneAt(`http://localhost:${port}`) });
  expect(told.findings).toEqual([]);
  expect(told.steps.map(({ step, outcome }) => [step, outcome])).toEqual([
    ['name', 'ok'],
    ['port', 'ok'],
    ['server-configuration', 'ok'],
  ]);
});

test('a name that nobody knows', async () => {
  const told = await examined({ cic: oneAt('http://icserver.invalid') });
  // Where this machine has no name server at all, it cannot know that the name does not exist.
  expect(told.findings).toHaveLength(1);
  expect(told.findings[0]).toMatch(/^name: name\.(not-found|timeout)$/);
  expect(told.steps.slice(1).map(({ outcome, answer }) => [outcome, answer])).toEqual([
    ['not-tried', 'Not tried: icserver.invalid has no address.'],
    ['not-tried', 'Not tried: icserver.invalid has no address.'],
  ]);
});

test('a port on which nothing listens', async () => {
  const told = await examined({ cic: oneAt(`http://127.0.0.1:${await reservedPort()}`) });
  expect(told.findings).toEqual(['port: port.refused']);
  expect(told.steps.at(-1)?.outcome).toBe('not-tried');
});

/** A port whose queue of connections is full, so that the kernel drops more of them, as a firewall does. */
async function swallowingPort(): Promise<number> {
  const script = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`;
  const child: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const sockets: net.Socket[] = [];
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
  });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const port = Number(String(line));
  child.kill('SIGSTOP');
  for (let full = false; !full; ) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    const waited = new Promise<void>((resolve) => setTimeout(resolve, 300));
    await Promise.race([once(socket, 'connect'), waited]);
    // A machine that stood still for so long has a connection to tell of, too.
    await new Promise((resolve) => setImmediate(resolve));
    full = socket.connecting;
  }
  return port;
}

test.runIf(process.platform === 'linux')('a firewall that swallows connections', async () => {
  const told = await examined({ cic: oneAt(`http://127.0.0.1:${await swallowingPort()}`), connectTimeout: 500 });
  expect(told.findings).toEqual(['port: port.timeout']);
});

test('a server that takes connections and never answers', async () => {
  const port = await serveBytes(() => {});
  const told = await examined({ cic: oneAt(`http://127.0.0.1:${port}`), timeout: 300 });
  expect(told.findings).toEqual(['server-configuration: http.no-answer']);
  const secured = await examined({ cic: oneAt(`https://127.0.0.1:${port}`), timeout: 300 });
  expect(secured.findings).toEqual(['tls: tls.timeout']);
});

test('something that is not HTTP', async () => {
  const port = await serveBytes((socket) => socket.end('220 mail.example ESMTP\r\n'));
  const told = await examined({ cic: oneAt(`http://127.0.0.1:${port}`) });
  expect(told.findings).toEqual(['server-configuration: http.broken-answer']);
  expect((await examined({ cic: oneAt(`https://127.0.0.1:${port}`) })).findings).toEqual(['tls: tls.not-tls']);
});

test('plain HTTP on the port of HTTPS, and TLS on the port of HTTP', async () => {
  const plain = await serveHttp(bridge());
  expect((await examined({ cic: oneAt(`https://localhost:${plain}`) })).findings).toEqual(['tls: tls.plain-http']);
  const secured = await serveHttp(bridge(), selfSigned('DNS:localhost'));
  const told = await examined({ cic: oneAt(`http://localhost:${secured}`) });
  expect(told.findings).toEqual(['server-configuration: http.speaks-tls']);
});

test('a certificate of an own authority is well once that is given, and unknown otherwise', async () => {
  const own = authority();
  const port = await serveHttp(bridge(), own.certificate({ names: 'DNS:localhost' }));
  const cic = { servers: [`https://localhost:${port}`], ca: own.file };
  expect((await examined({ cic })).findings).toEqual([]);
  const told = await examined({ cic: oneAt(`https://localhost:${port}`) });
  expect(told.findings).toEqual(['tls: tls.unknown-authority']);
  expect(told.of('tls')[0]?.answer).toContain('Nobody here knows the authority Server Group Authority');
  // As the manual says, the rest is tried whatever the certificate is.
  expect(told.of('server-configuration')[0]?.outcome).toBe('ok');
});

test('a certificate that has expired, and one that is not valid yet', async () => {
  const own = authority();
  const over = { names: 'DNS:localhost', from: '20010101000000Z', to: '20020304000000Z' };
  const port = await serveHttp(bridge(), own.certificate(over));
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], ca: own.file } });
  expect(told.findings).toEqual(['tls: tls.expired']);
  expect(told.of('tls')[0]?.answer).toContain('It expired 2002-03-04');
  const early = { names: 'DNS:localhost', from: '20900101000000Z', to: '20910101000000Z' };
  const later = await serveHttp(bridge(), own.certificate(early));
  const other = await examined({ cic: { servers: [`https://localhost:${later}`], ca: own.file } });
  expect(other.findings).toEqual(['tls: tls.not-yet-valid']);
});

test('a certificate that expires soon is a warning', async () => {
  const own = authority();
  const port = await serveHttp(bridge(), own.certificate({ names: 'DNS:localhost', to: '20900630000000Z' }));
  const clock = {
    now: () => Date.UTC(2090, 5, 20),
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], ca: own.file }, clock });
  expect(told.findings).toContain('tls: tls.expires-soon');
  expect(told.of('tls')[0]?.answer).toContain('It expires in 10 days');
});

test('a certificate that is signed by itself', async () => {
  const port = await serveHttp(bridge(), selfSigned('DNS:localhost'));
  expect((await examined({ cic: oneAt(`https://localhost:${port}`) })).findings).toEqual(['tls: tls.self-signed']);
});

test('an authority that was made anew since its file was copied', async () => {
  const [before, after] = [authority(), authority()];
  const port = await serveHttp(bridge(), after.certificate({ names: 'DNS:localhost' }));
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], ca: before.file } });
  expect(told.findings).toEqual(['tls: tls.old-authority']);
});

test('a server that does not send its intermediate certificate', async () => {
  const issuer = authority('Root').below('Intermediate');
  const wish = { names: 'DNS:localhost', issuerUrl: 'http://authority.example/intermediate.cer' };
  const port = await serveHttp(bridge(), issuer.certificate(wish));
  const told = await examined({ cic: oneAt(`https://localhost:${port}`) });
  expect(told.findings).toEqual(['tls: tls.incomplete-chain']);
});

test('a name that the certificate does not have', async () => {
  const own = authority();
  const port = await serveHttp(bridge(), own.certificate({ names: 'DNS:icserver.company.com,DNS:*.company.com' }));
  const named = await examined({ cic: { servers: [`https://localhost:${port}`], ca: own.file } });
  expect(named.findings).toEqual(['tls: tls.name-mismatch']);
  expect(named.of('tls')[0]?.answer).toContain('icserver.company.com, *.company.com');
  const address = await examined({ cic: { servers: [`https://127.0.0.1:${port}`], ca: own.file } });
  expect(address.findings).toEqual(['tls: tls.ip-address']);
  expect(address.of('tls')[0]?.findings[0]?.advice).toContain('icserver.company.com');
});

test('the short name of a server whose certificate has the full one', async () => {
  const own = authority();
  const port = await serveHttp(bridge(), own.certificate({ names: 'DNS:localhost.company.com' }));
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], ca: own.file } });
  expect(told.findings).toEqual(['tls: tls.short-name']);
  expect(told.of('tls')[0]?.findings[0]?.advice).toContain('localhost.company.com');
});

test('several faults of one certificate are all told', async () => {
  const own = authority();
  const over = { names: 'DNS:icserver.company.com', from: '20010101000000Z', to: '20020304000000Z' };
  const port = await serveHttp(bridge(), own.certificate(over));
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], ca: own.file } });
  expect(told.findings).toEqual(['tls: tls.expired', 'tls: tls.name-mismatch']);
});

test('a protocol that is too old', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const port = await serveHttp(bridge(), { ...selfSigned('DNS:localhost'), ...old });
  const told = await examined({ cic: oneAt(`https://localhost:${port}`) });
  expect(told.findings).toEqual(['tls: tls.legacy-protocol']);
  expect(told.of('tls')[0]?.answer).toContain('TLSv1.1');
});

test('with verify: false a bad certificate is worth a warning, and so is that setting', async () => {
  const port = await serveHttp(bridge(), selfSigned('DNS:localhost'));
  const told = await examined({ cic: { servers: [`https://localhost:${port}`], verify: false } });
  expect(told.findings).toEqual(['tls: tls.not-verified', 'tls: tls.self-signed']);
  expect(told.of('tls')[0]?.outcome).toBe('warning');
});

test('the authority of the server group where the plug-in has another one', async () => {
  const [group, other] = [authority(), authority('HTTPS Authority')];
  const https = `https://localhost:${await serveHttp(bridge(), group.certificate({ names: 'DNS:localhost' }))}`;
  const pluginHttps = `https://localhost:${await serveHttp(plugin(), other.certificate({ names: 'DNS:localhost' }))}`;
  const cic = { servers: [{ https, pluginHttps }], ca: group.file };
  expect((await examined({ cic, search: true })).findings).toEqual(['tls: plugin.wrong-authority']);
  expect((await examined({ cic: { ...cic, pluginCa: other.file }, search: true })).findings).toEqual([]);
});
