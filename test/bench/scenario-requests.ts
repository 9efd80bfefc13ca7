/** Requests one by one: what a poll and a send cost beside bare servers that answer the same bytes. */
import type { LoadResult } from './load.ts';
import { load, type ServerProcess, startServer } from './processes.ts';
import { fixed, median, table } from './report.ts';

const rounds = 3;
const seconds = 4;
const connections = 64;
const browser = [
  'Host: 127.0.0.1',
  'Connection: keep-alive',
  'Accept: application/json; charset=utf-8',
  'X-Requested-With: XMLHttpRequest',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  'Accept-Language: en-US,en;q=0.9',
].join('\r\n');

interface Variant {
  readonly name: string;
  readonly server: ServerProcess;
  readonly requests: readonly string[];
}

interface Measured {
  readonly name: string;
  /** CPU microseconds of the server process for one request. */
  readonly cpu: number;
  readonly rate: number;
}

export async function poll(): Promise<void> {
  for (const [title, query] of [
    ['Poll with no events', ''],
    ['Poll with two events', 'two'],
  ] as const) {
    const variants = await pollVariants(query === 'two');
    const measured = await measure(variants);
    show(title, measured, 'bare node:http');
    await Promise.all(variants.map(({ server }) => server.stop()));
  }
}

async function pollVariants(twoEvents: boolean): Promise<Variant[]> {
  const ours = await startServer('./servers/iwt.ts', 'create-server');
  const listening = await startServer('./servers/iwt.ts', 'listen');
  const node = await startServer('./servers/bare.ts', 'node');
  const express = await startServer('./servers/bare.ts', 'express');
  const requestsOf = async (server: ServerProcess) => {
    const { ids } = (await server.ask('start', 256)) as { ids: string[] };
    const base = `${server.hello.root}/Server1/websvcs`;
    const urls = ids.map((id) => `${base}/chat/poll/${id}`);
    const whole = await body(server.port, `${urls[0]}?after=-1`);
    const count = (JSON.parse(whole) as { chat: { events: unknown[] } }).chat.events.length;
    // Everything is delivered first, so that a poll finds nothing; asking after an earlier number finds the same two each time.
    for (const url of urls) await body(server.port, url);
    const asked = urls.map((url) => (twoEvents ? `${url}?after=${count - 3}` : url));
    return { requests: asked.map(get), answer: await body(server.port, asked[0] as string) };
  };
  const own = await requestsOf(ours);
  for (const server of [node, express]) await server.ask('answer', own.answer);
  return [
    { name: 'bare node:http', server: node, requests: [get('/poll/1')] },
    { name: 'iwt under createServer(app)', server: ours, requests: own.requests },
    { name: 'bare Express 5, res.json', server: express, requests: [get('/poll/1')] },
    { name: 'iwt under app.listen()', server: listening, requests: (await requestsOf(listening)).requests },
  ];
}

export async function send(): Promise<void> {
  const ours = await startServer('./servers/iwt.ts', 'create-server');
  const listening = await startServer('./servers/iwt.ts', 'listen');
  const express = await startServer('./servers/bare.ts', 'express');
  const requestsOf = async (server: ServerProcess) => {
    const { ids } = (await server.ask('start', 2048)) as { ids: string[] };
    return ids.map((id) => post(`${server.hello.root}/Server1/websvcs/chat/sendMessage/${id}`));
  };
  const own = await requestsOf(ours);
  await express.ask(
    'answer',
    '{"chat":{"pollWaitSuggestion":2000,"cfgVer":1,"events":[],"status":{"type":"success"}}}',
  );
  const measured = await measure([
    { name: 'bare Express 5, parses and answers', server: express, requests: [post('/send/1')] },
    { name: 'iwt, durable, under createServer(app)', server: ours, requests: own },
    { name: 'iwt, durable, under app.listen()', server: listening, requests: await requestsOf(listening) },
  ]);
  show('Durable sendMessage on SQLite', measured, 'bare Express 5, parses and answers');
  await Promise.all([ours, listening, express].map((server) => server.stop()));
}

/** Variants in turn, several rounds, medians: what disturbs the machine disturbs all of them. */
async function measure(variants: readonly Variant[]): Promise<Measured[]> {
  const seen = variants.map(() => ({ cpu: [] as number[], rate: [] as number[] }));
  for (const variant of variants)
    await load({ port: variant.server.port, connections, seconds: 1, requests: variant.requests });
  for (let round = 0; round < rounds; round++) {
    for (const [index, variant] of variants.entries()) {
      const before = await variant.server.usage();
      const result: LoadResult = await load({
        port: variant.server.port,
        connections,
        seconds,
        requests: variant.requests,
      });
      const after = await variant.server.usage();
      if (result.errors > 0) throw new Error(`${variant.name}: ${result.errors} answers were not 200`);
      seen[index]?.cpu.push((after.cpu - before.cpu) / result.requests);
      seen[index]?.rate.push(result.requests / result.seconds);
    }
  }
  return variants.map(({ name }, index) => ({
    name,
    cpu: median(seen[index]?.cpu ?? []),
    rate: median(seen[index]?.rate ?? []),
  }));
}

function show(title: string, measured: readonly Measured[], against: string): void {
  const peer = measured.find(({ name }) => name === against) as Measured;
  table(
    title,
    ['server', 'CPU µs', 'req/s', 'CPU ratio', 'rate ratio'],
    measured.map(({ name, cpu, rate }) => [
      name,
      fixed(cpu),
      fixed(rate, 0),
      fixed(cpu / peer.cpu, 2),
      fixed(rate / peer.rate, 2),
    ]),
  );
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\n${browser}\r\n\r\n`;

function post(path: string): string {
  const body = JSON.stringify({
    message: 'Where is my parcel? It should have come on Monday.',
    contentType: 'text/plain',
  });
  const type = 'Content-Type: application/json; charset=utf-8; charset=UTF-8';
  return `POST ${path} HTTP/1.1\r\n${browser}\r\n${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function body(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}
