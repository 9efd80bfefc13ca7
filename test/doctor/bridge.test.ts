import { expect, test } from 'vitest';
import { printServerConfiguration } from '../../lib/wire/answers.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { examined } from './examining.ts';
import { bridge, configuration, serveHttp } from './stand-ins.ts';

const url = async (...answer: Parameters<typeof bridge>) => `http://127.0.0.1:${await serveHttp(bridge(...answer))}`;
const findingsOf = async (...answer: Parameters<typeof bridge>) =>
  (await examined({ cic: { servers: [await url(...answer)] } })).findings;
const findingsOfPair = async (one: string, other: string) =>
  (await examined({ cic: { servers: [one, other] } })).findings;

test('a configuration in XML is understood', async () => {
  const names = { common: [], chat: ['start', 'reconnect'], callback: ['reconnect'], queueQuery: [] };
  const body = printServerConfiguration({ cfgVer: 3, capabilities: names }, '', 'xml');
  const told = await examined({ cic: { servers: [await url({ body, type: 'application/xml' })] } });
  expect(told.findings).toEqual([]);
  expect(told.of('server-configuration')[0]?.answer).toContain('has the version 3');
});

test('another web server answers', async () => {
  const body = '<!doctype html><title>Welcome to nginx!</title>';
  expect(await findingsOf({ body, type: 'text/html' })).toEqual(['server-configuration: bridge.other-server']);
  expect(await findingsOf({ status: 404 })).toEqual(['server-configuration: bridge.other-server']);
  expect(await findingsOf({ body: '[]' })).toEqual(['server-configuration: bridge.other-server']);
});

test('the server answers with an error', async () => {
  expect(await findingsOf({ status: 500, body: 'oops' })).toEqual(['server-configuration: bridge.error']);
});

test('a single server that says it is a backup', async () => {
  expect(await findingsOf({ status: 503, body: '' })).toEqual(['server-configuration: bridge.only-backup']);
});

test('a server without both reconnects sends pages round and round', async () => {
  const without = { chat: ['start', 'reconnect'], callback: ['create'] };
  expect(await findingsOf({ body: configuration(7, without) })).toEqual(['server-configuration: bridge.no-reconnect']);
});

test('a configuration without a version, or with nothing in it that a visitor could begin', async () => {
  expect(await findingsOf({ body: configuration(0) })).toEqual(['server-configuration: bridge.no-version']);
  expect(await findingsOf({ body: configuration('x') })).toEqual(['server-configuration: bridge.no-version']);
  const closed = { chat: ['reconnect'], callback: ['reconnect'] };
  expect(await findingsOf({ body: configuration(7, closed) })).toEqual([
    'server-configuration: bridge.nothing-offered',
  ]);
});

test('a pair of which one is active is well, whichever it is', async () => {
  const [active, backup] = [await url(), await url({ status: 503 })];
  const told = await examined({ cic: { servers: [backup, active] } });
  expect(told.findings).toEqual([]);
  expect(told.of('switchover')[0]?.answer).toBe('Server2 is active, Server1 is its backup.');
});

test('two servers that are both active, or both backup, are no pair', async () => {
  expect(await findingsOfPair(await url(), await url())).toEqual(['switchover: pair.both-active']);
  const backups = await Promise.all([url({ status: 503 }), url({ status: 503 })]);
  expect(await findingsOfPair(...backups)).toEqual(['switchover: pair.both-backup']);
});

test('two active servers that differ', async () => {
  const other = await url({ body: configuration(8) });
  expect(await findingsOfPair(await url(), other)).toEqual([
    'switchover: pair.both-active',
    'switchover: pair.differs',
  ]);
});

test('one URL for both servers', async () => {
  const one = await url();
  expect(await findingsOfPair(one, one)).toEqual(['switchover: pair.same-url']);
});

test('a pair of which one does not answer', async () => {
  const gone = `http://127.0.0.1:${await reservedPort()}`;
  expect(await findingsOfPair(await url(), gone)).toEqual(['port: port.refused', 'switchover: pair.alone']);
  const told = await examined({ cic: { servers: [gone, `http://127.0.0.1:${await reservedPort()}`] } });
  expect(told.of('switchover')[0]).toMatchObject({
    outcome: 'not-tried',
    answer: 'Not tried: neither server says what it is.',
  });
});
