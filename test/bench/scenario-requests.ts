/** Requests one by one: what a poll and a send cost beside bare servers that answer the same bytes. */
import { get, measure, post, show } from './measure.ts';
import { type ServerProcess, startServer } from './processes.ts';

interface Variant {
  readonly name: string;
  readonly server: ServerProcess;
  readonly requests: readonly string[];
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

async function body(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}
