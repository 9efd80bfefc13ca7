/** Callbacks: what a queue of ten thousand costs those who ask for one more, those who watch theirs, and assignment. */
import { load, type ServerProcess, startServer } from './processes.ts';
import { fixed, table } from './report.ts';

const longQueue = 10_000;
const seconds = 5;
const connections = 64;
/** More than any server takes in that time, because a number asked for twice is answered with the first callback. */
const numbers = 40_000;

export async function callbacks(): Promise<void> {
  const rows: string[][] = [];
  const rates: number[] = [];
  for (const waiting of [0, longQueue]) {
    const server = await startServer('./servers/iwt.ts', 'create-server');
    const { ids } = (await server.ask('callbacks', Math.max(waiting, 256))) as { ids: string[] };
    if (waiting === 0) await server.ask('cancel');
    const pass = (await server.ask('passes', 50)) as { p50: number; p99: number };
    const status = await measured(server, statusRequests(server, ids.slice(0, 1000)));
    const create = await measured(server, createRequests(server));
    rates.push(create.rate);
    rows.push([
      String(waiting),
      fixed(create.rate, 0),
      fixed(create.cpu),
      fixed(status.rate, 0),
      fixed(status.cpu),
      fixed(pass.p50, 2),
      fixed(pass.p99, 2),
    ]);
    await server.stop();
  }
  table(
    `Callbacks on SQLite; create with ${longQueue} waiting is ${fixed((rates[1] as number) / (rates[0] as number), 2)} of its rate with none`,
    ['waiting', 'create/s', 'CPU µs', 'status/s', 'CPU µs', 'assignment pass p50 ms', 'p99 ms'],
    rows,
  );
}

async function measured(server: ServerProcess, requests: readonly string[]) {
  await load({ port: server.port, connections, seconds: 1, requests: requests.slice(-5000) });
  const before = await server.usage();
  const result = await load({ port: server.port, connections, seconds, requests });
  const after = await server.usage();
  if (result.errors > 0) throw new Error(`${result.errors} answers were not 200`);
  return { rate: result.requests / result.seconds, cpu: (after.cpu - before.cpu) / result.requests };
}

const head = 'Host: 127.0.0.1\r\nConnection: keep-alive\r\nAccept: application/json\r\n';

function statusRequests(server: ServerProcess, ids: readonly string[]): string[] {
  return ids.map((id) => `GET ${server.hello.root}/Server1/websvcs/callback/status/${id} HTTP/1.1\r\n${head}\r\n`);
}

function createRequests(server: ServerProcess): string[] {
  return Array.from({ length: numbers }, (_, n) => {
    const telephone = `+1 312 ${300 + Math.floor(n / 10_000)} ${String(n % 10_000).padStart(4, '0')}`;
    const body = JSON.stringify({
      target: 'Bench',
      targettype: 'Workgroup',
      subject: 'Please call me about my order.',
      participant: { name: `Visitor ${n}`, telephone },
    });
    return `POST ${server.hello.root}/Server1/websvcs/callback/create HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  });
}
