/** Many chats at once: how fast messages arrive, what a chat and a stream hold, and how many one node carries. */
import { once } from 'node:events';
import { load, type ServerProcess, startReceivers, startServer } from './processes.ts';
import type { ReceiverResult, ReceiverTask } from './receivers.ts';
import { fixed, table } from './report.ts';

const websvcs = (server: ServerProcess) => `${server.hello.root}/Server1/websvcs`;

export async function delivery(): Promise<void> {
  const rows: string[][] = [];
  for (const way of ['stream', 'poll'] as const) {
    const server = await startServer('./servers/iwt.ts', 'create-server');
    const { ids } = (await server.ask('start', 1000)) as { ids: string[] };
    await server.ask('pickup', 1000);
    const receivers = startReceivers();
    const task: ReceiverTask = { port: server.port, path: websvcs(server), ids, way, seconds: 10 };
    receivers.send(task);
    await once(receivers, 'message');
    await server.ask('send', { rate: 100, count: 1000 });
    const [result] = (await once(receivers, 'message')) as [ReceiverResult];
    await server.ask('quiet');
    rows.push([way, String(result.received), fixed(result.p50), fixed(result.p99)]);
    receivers.kill();
    await server.stop();
  }
  table(
    'Delivery, agent sends → visitor has it; 1,000 chats, 100 messages a second',
    ['way', 'messages', 'p50 ms', 'p99 ms'],
    rows,
  );
}

export async function memory(): Promise<void> {
  const server = await startServer('./servers/iwt.ts', 'create-server');
  const settle = async () => {
    await server.ask('gc');
    return server.usage();
  };
  await server.ask('start', 500);
  const before = await settle();
  const chats = 20_000;
  const { ids } = (await server.ask('start', chats)) as { ids: string[] };
  await load({ port: server.port, connections: 32, seconds: 20, requests: ids.map((id) => pollRequest(server, id)) });
  const idle = await settle();
  const streams = 2_000;
  const receivers = startReceivers();
  receivers.send({
    port: server.port,
    path: websvcs(server),
    ids: ids.slice(0, streams),
    way: 'stream',
    seconds: 1,
  } satisfies ReceiverTask);
  await once(receivers, 'message');
  const open = await settle();
  const perUnit = (more: number, count: number) => fixed(more / count / 1024);
  table(
    'Memory of the server process',
    ['what', 'heap KB each', 'resident KB each'],
    [
      [
        `idle chat (${chats}, its first messages included)`,
        perUnit(idle.heap - before.heap, chats),
        perUnit(idle.rss - before.rss, chats),
      ],
      [`open stream (${streams})`, perUnit(open.heap - idle.heap, streams), perUnit(open.rss - idle.rss, streams)],
    ],
  );
  receivers.kill();
  await server.stop();
}

export async function carry(): Promise<void> {
  const rows: string[][] = [];
  for (const chats of [10_000, 50_000]) {
    const server = await startServer('./servers/iwt.ts', 'create-server');
    const { ids } = (await server.ask('start', chats)) as { ids: string[] };
    const requests = ids.map((id) => pollRequest(server, id));
    // The first messages of every chat are delivered before; what is measured is waiting.
    await load({ port: server.port, connections: 256, seconds: chats / 2000, requests });
    await server.ask('reset');
    const before = await server.usage();
    const result = await load({ port: server.port, connections: 256, seconds: 20, requests, everyMs: 2000 });
    const after = await server.usage();
    rows.push([
      String(chats),
      fixed(result.requests / result.seconds, 0),
      fixed((after.cpu - before.cpu) / (result.seconds * 1e4)),
      fixed(after.loopDelayP99),
      fixed(result.p99),
      fixed(after.rss / 1024 / 1024, 0),
    ]);
    await server.stop();
  }
  table(
    'One node, every chat polls every two seconds',
    ['chats', 'polls/s', 'CPU %', 'loop delay p99 ms', 'answer p99 ms', 'resident MB'],
    rows,
  );
}

function pollRequest(server: ServerProcess, id: string): string {
  return `GET ${websvcs(server)}/chat/poll/${id} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\nAccept: application/json\r\n\r\n`;
}
