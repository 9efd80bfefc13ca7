/** Many visitors in one process: open streams or poll, and tell how long messages took from sending to arrival. */
import { type ClientRequest, get } from 'node:http';

export interface ReceiverTask {
  readonly port: number;
  readonly path: string;
  readonly ids: readonly string[];
  readonly way: 'stream' | 'poll';
  readonly seconds: number;
}

export interface ReceiverResult {
  readonly received: number;
  readonly p50: number;
  readonly p99: number;
}

const latencies: number[] = [];

process.on('message', (task: ReceiverTask) => {
  const open = task.ids.map((id) => (task.way === 'stream' ? stream(task, id) : poll(task, id)));
  void Promise.all(open).then((requests) => {
    process.send?.({ open: requests.length });
    latencies.length = 0;
    setTimeout(() => {
      latencies.sort((a, b) => a - b);
      const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
      process.send?.({ received: latencies.length, p50: at(0.5), p99: at(0.99) } satisfies ReceiverResult);
    }, task.seconds * 1000);
  });
});

function note(text: string): void {
  const now = performance.timeOrigin + performance.now();
  for (const [, sent] of text.matchAll(/sent (\d+\.?\d*)/g)) latencies.push(now - Number(sent));
}

function stream({ port, path }: ReceiverTask, id: string): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = get(
      { port, path: `${path}/chat/stream/${id}`, agent: false, headers: { Accept: 'text/event-stream' } },
      (response) => {
        response.setEncoding('utf8').on('data', note);
        resolve(request);
      },
    );
    request.once('error', reject);
  });
}

/** Each visitor begins at a moment of its own within the two seconds, as visitors do. */
async function poll({ port, path }: ReceiverTask, id: string): Promise<void> {
  const once = () =>
    get({ port, path: `${path}/chat/poll/${id}` }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => note(body));
    });
  setTimeout(() => {
    once();
    setInterval(once, 2000);
  }, Math.random() * 2000);
}
