import type net from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createReport } from '../../lib/doctor/report.ts';
import { selfSigned } from './certificates.ts';
import { examined } from './examining.ts';
import { bridge, configuration, serveBytes, serveHttp } from './stand-ins.ts';

const oneAt = (port: number, scheme = 'http') => ({ servers: [`${scheme}://127.0.0.1:${port}`] });
const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Writes the same again and again, as fast as it is taken. */
function endlessly(socket: net.Socket, text: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(text)) {}
  };
  socket.on('drain', more);
  more();
}

test('what a server sends cannot steer the terminal, and is quoted briefly', async () => {
  const evil = `\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e${'A'.repeat(5_000)}`;
  const port = await serveHttp(bridge({ status: 404, body: evil, type: 'text/html' }));
  const other = await serveHttp((_request, response) => void response.writeHead(404).end(evil));
  for (const cic of [oneAt(port), oneAt(other)]) {
    const told = await examined({ cic });
    const [step] = told.of('server-configuration');
    expect(step?.answer).toContain('AAAA');
    expect(step?.answer.length).toBeLessThan(300);
    const report = createReport({ colour: false, width: undefined });
    const printed = told.steps.map((one) => report.step(one)).join('') + report.end();
    // Line feeds are the report's own.
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});

test('names in a certificate cannot, either', async () => {
  const port = await serveHttp(bridge(), selfSigned('DNS:evil\u001b[31m.example'));
  const told = await examined({ cic: oneAt(port, 'https') });
  expect(told.findings).toContain('tls: tls.self-signed');
  for (const { answer, findings } of told.steps) {
    expect([answer, ...findings.map(({ advice }) => advice)].join()).not.toMatch(/\p{Cc}/u);
  }
});

test('an endless head, an endless body and an endless row of interim answers end', async () => {
  const heads = await serveBytes((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    endlessly(socket, `X: ${'a'.repeat(1_000)}\r\n`);
  });
  expect((await examined({ cic: oneAt(heads) })).findings).toEqual(['server-configuration: http.broken-answer']);
  const bodies = await serveBytes((socket) => {
    socket.write(`${head}\r\n`);
    endlessly(socket, '['.repeat(10_000));
  });
  expect((await examined({ cic: oneAt(bodies) })).findings).toEqual(['server-configuration: bridge.other-server']);
  const interim = await serveBytes((socket) => endlessly(socket, 'HTTP/1.1 100 Continue\r\n\r\n'));
  expect((await examined({ cic: oneAt(interim), timeout: 300 })).findings).toEqual([
    'server-configuration: http.no-answer',
  ]);
});

test('half an answer, none, one with two lengths, and one that never ends', async () => {
  const answers: readonly [string, string][] = [
    [`${head}Content-Length: 500\r\n\r\n[`, 'http.broken-answer'],
    ['', 'http.broken-answer'],
    [`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n[]`, 'http.broken-answer'],
    ['HTTP/9.9 abc\r\n\r\n', 'http.broken-answer'],
  ];
  for (const [bytes, code] of answers) {
    const port = await serveBytes((socket) => socket.end(bytes));
    expect([bytes, (await examined({ cic: oneAt(port) })).findings]).toEqual([
      bytes,
      [`server-configuration: ${code}`],
    ]);
  }
  const slow = await serveBytes((socket) => void socket.write(`${head}Content-Length: 500\r\n\r\n[`));
  expect((await examined({ cic: oneAt(slow), timeout: 300 })).findings).toEqual([
    'server-configuration: http.no-answer',
  ]);
});

test('an answer is unpacked, as far as it is small', async () => {
  const packed = (body: string) => {
    const bytes = gzipSync(body);
    return serveHttp((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(bytes);
    });
  };
  expect((await examined({ cic: oneAt(await packed(configuration())) })).findings).toEqual([]);
  const bomb = await packed(' '.repeat(5_000_000) + configuration());
  expect((await examined({ cic: oneAt(bomb) })).findings).toEqual(['server-configuration: bridge.other-server']);
});

test('a site that redirects in a circle', async () => {
  const port = await serveHttp((_request, response) => void response.writeHead(302, { Location: '?again' }).end());
  const told = await examined({ site: `http://127.0.0.1:${port}/I3Root` });
  expect(told.findings).toContain('page: site.redirected');
});

test('a page that names servers elsewhere does not lead the doctor there', async () => {
  const asked: string[] = [];
  const elsewhere = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  const port = await serveHttp((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html>"uriFragments": ["//127.0.0.1:${elsewhere}/x", "http://127.0.0.1:${elsewhere}/y"]`);
  });
  const told = await examined({ site: `http://127.0.0.1:${port}/I3Root` });
  expect(told.of('server-configuration')).toHaveLength(2);
  expect(asked).toEqual([]);
});
