/**
 * A load generator in a process of its own: raw sockets, one request at a time on each, so that what it costs is small
 * and the same for every server. Reads its task from the parent process and answers with what it saw.
 */
import { connect, type Socket } from 'node:net';

export interface LoadTask {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Whole HTTP requests as text; connection n starts at request n and goes round. */
  readonly requests: readonly string[];
  /** Milliseconds between two rounds over all requests; absent: as fast as answers come. */
  readonly everyMs?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly p50: number;
  readonly p99: number;
}

const headEnd = Buffer.from('\r\n\r\n');

process.once('message', (task: LoadTask) => {
  run(task).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(task: LoadTask): Promise<LoadResult> {
  const end = performance.now() + task.seconds * 1000;
  const latencies: number[] = [];
  const tally = { requests: 0, errors: 0 };
  const started = performance.now();
  const share = Math.ceil(task.requests.length / task.connections);
  await Promise.all(
    Array.from({ length: task.connections }, async (_, index) => {
      const own = task.requests.slice(index * share, (index + 1) * share);
      // Few requests go round on every connection; many are shared out.
      const requests = task.everyMs ? own : own.length > 0 ? own : task.requests;
      if (requests.length === 0) return;
      let socket = await open(task.port);
      let answers = answersOf(socket, tally);
      // Visitors do not all begin at once.
      if (task.everyMs) await until(performance.now() + (task.everyMs * index) / task.connections);
      let round = performance.now();
      for (let n = 0; performance.now() < end; n++) {
        if (n > 0 && n % requests.length === 0 && task.everyMs) {
          round += task.everyMs;
          await until(round);
        }
        const sent = performance.now();
        socket.write(requests[n % requests.length] as string);
        // A server may close a kept-alive connection between two requests: then the request goes over a new one, as a browser's would.
        while (!(await answers())) {
          if (performance.now() >= end) return;
          socket = await open(task.port);
          answers = answersOf(socket, tally);
          socket.write(requests[n % requests.length] as string);
        }
        tally.requests++;
        if (latencies.length < 200_000) latencies.push(performance.now() - sent);
      }
      socket.destroy();
    }),
  );
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { ...tally, seconds: (performance.now() - started) / 1000, p50: at(0.5), p99: at(0.99) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** A function that resolves at the next whole answer, or false when the connection has closed. Answers carry a Content-Length. */
function answersOf(socket: Socket, tally: { errors: number }): () => Promise<boolean> {
  let buffered: Buffer = Buffer.alloc(0);
  let resolve: ((whole: boolean) => void) | undefined;
  socket.on('error', () => undefined);
  socket.on('close', () => resolve?.(false));
  socket.on('data', (chunk) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const split = buffered.indexOf(headEnd);
    if (split < 0) return;
    const head = buffered.toString('latin1', 0, split);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (buffered.length < split + 4 + length) return;
    if (!head.startsWith('HTTP/1.1 200')) tally.errors++;
    buffered = buffered.subarray(split + 4 + length);
    resolve?.(true);
  });
  return () =>
    socket.destroyed
      ? Promise.resolve(false)
      : new Promise((done) => {
          resolve = done;
        });
}

function until(time: number): Promise<void> {
  const ms = time - performance.now();
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
