import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { iwt } from '../../lib/iwt.ts';
import { createMetrics } from '../../lib/operations/metrics.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { answered, pairOf, refused, settled } from '../gateway/upstream-servers.ts';
import { silentLog } from '../support/databases.ts';

const sessions = () => 3;

async function site(options: IwtOptions): Promise<string> {
  const router = iwt({ database: 'sqlite::memory:', logger: silentLog, ...options });
  const app = express();
  app.set('trust proxy', 'loopback');
  app.use(router);
  app.get('/metrics', (_request, response) => void response.send("the host's own"));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await router.close();
  });
  await router.ready();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function linesOf(metrics: ReturnType<typeof createMetrics>): Promise<string[]> {
  const { bytes } = await metrics.show('127.0.0.1');
  return String(bytes)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

it('counts what there is to count without CIC servers', async () => {
  const metrics = createMetrics({ readers: ['127.0.0.1'], sessions, cic: undefined });
  expect(await linesOf(metrics)).toEqual([
    expect.stringMatching(/^iwt_info\{version="\d+\.\d+\.\d+"\} 1$/),
    'iwt_visitors 3',
  ]);
});

it('tells how the CIC servers are and what became of requests', async () => {
  const { upstreams, says } = pairOf([answered(503), refused], { net: true });
  upstreams.start();
  await settled();
  upstreams.heard(0, answered(200));
  upstreams.heard(0, answered(200));
  upstreams.heard(1, refused);
  upstreams.heard(1, answered(200));
  says[0] = refused;
  upstreams.heard(0, refused);
  upstreams.retried();
  const metrics = createMetrics({ readers: ['127.0.0.1'], sessions, cic: upstreams });
  const expected = [
    'iwt_cic_server_up{server="Server1"} 0',
    'iwt_cic_server_up{server="Server2"} 1',
    'iwt_cic_server_role{server="Server1",role="active"} 0',
    'iwt_cic_server_role{server="Server1",role="backup"} 0',
    'iwt_cic_server_role{server="Server1",role="unknown"} 1',
    'iwt_cic_server_role{server="Server2",role="active"} 1',
    'iwt_cic_server_role{server="Server2",role="backup"} 0',
    'iwt_cic_server_role{server="Server2",role="unknown"} 0',
    'iwt_cic_net_out 0',
    'iwt_cic_switchovers_total 1',
    'iwt_cic_retries_total 1',
    'iwt_cic_requests_total{server="Server1",outcome="answered"} 2',
    'iwt_cic_requests_total{server="Server1",outcome="backup"} 0',
    'iwt_cic_requests_total{server="Server1",outcome="unreachable"} 1',
    'iwt_cic_requests_total{server="Server1",outcome="failed"} 0',
    'iwt_cic_requests_total{server="Server2",outcome="answered"} 1',
    'iwt_cic_requests_total{server="Server2",outcome="backup"} 0',
    'iwt_cic_requests_total{server="Server2",outcome="unreachable"} 1',
    'iwt_cic_requests_total{server="Server2",outcome="failed"} 0',
  ];
  expect((await linesOf(metrics)).slice(2)).toEqual(expected);
  expect((await linesOf(metrics)).slice(2)).toEqual(expected);

  upstreams.heard(1, refused);
  const later = await linesOf(metrics);
  expect(later).toContain('iwt_cic_net_out 1');
  expect(later).toContain('iwt_cic_requests_total{server="Server2",outcome="unreachable"} 2');
});

it('several stand beside each other, each with its own', async () => {
  const [one, other] = [1, 2].map((count) =>
    createMetrics({ readers: ['::1', '127.0.0.0/8'], sessions: () => count, cic: undefined }),
  );
  expect(await linesOf(one as never)).toContain('iwt_visitors 1');
  expect(await linesOf(other as never)).toContain('iwt_visitors 2');
});

it('answers those who may read, and is not there for others', async () => {
  const metrics = createMetrics({ readers: ['10.1.0.0/16', '2001:db8::/32'], sessions, cic: undefined });
  for (const address of ['10.1.255.1', '::ffff:10.1.0.7', '2001:db8::1']) {
    const { type } = await metrics.show(address);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
  }
  for (const address of ['10.2.0.1', '127.0.0.1', '::1', '']) {
    await expect(metrics.show(address)).rejects.toMatchObject({ code: 'not-found' });
  }
});

it('stands at metrics below the root, for those whom the option names', async () => {
  const url = await site({});
  const answer = await fetch(`${url}/I3Root/metrics`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
  expect(await answer.text()).toContain('# TYPE iwt_visitors gauge\niwt_visitors 0\n');
  const elsewhere = await fetch(`${url}/I3Root/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.7' } });
  expect(elsewhere.status).toBe(404);
  expect(await elsewhere.text()).not.toContain('iwt_');
});

it('leaves the path to the host where nobody may read', async () => {
  const url = await site({ root: '', metrics: [] });
  expect(await (await fetch(`${url}/metrics`)).text()).toBe("the host's own");
});
