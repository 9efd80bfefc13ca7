/** The server process's half of processes.ts: says where it listens and answers questions about itself. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';

type Answers = Record<string, (detail: never) => unknown>;

export function served(server: Server, hello: Record<string, unknown> = {}, answers: Answers = {}): void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const all: Answers = {
    usage: () => usage(delay),
    reset: () => {
      delay.reset();
      return {};
    },
    ...answers,
  };
  process.on('message', async ({ question, detail }: { question: string; detail: never }) => {
    process.send?.((await all[question]?.(detail)) ?? {});
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port, ...hello }));
}

function usage(delay: ReturnType<typeof monitorEventLoopDelay>) {
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  return {
    cpu: cpu.user + cpu.system,
    rss: memory.rss,
    heap: memory.heapUsed + memory.external,
    loopDelayP99: delay.percentile(99) / 1e6,
    loopDelayMax: delay.max / 1e6,
  };
}
