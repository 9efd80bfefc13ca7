/** Starts servers and loads as processes of their own, on different cores where the machine has them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { LoadResult, LoadTask } from './load.ts';

/** What a server process tells about itself when asked. Times in microseconds, memory in bytes, delays in milliseconds. */
export interface Usage {
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
  readonly loopDelayP99: number;
  readonly loopDelayMax: number;
}

export interface ServerProcess {
  readonly port: number;
  readonly hello: Record<string, unknown>;
  ask(question: string, detail?: unknown): Promise<Record<string, unknown>>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const pins = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Whether server and load run on different cores. */
export const pinned = pins;

function start(file: string, core: number, args: readonly string[] = []): ChildProcess {
  const node = [
    process.execPath,
    '--expose-gc',
    '--import',
    'tsx',
    fileURLToPath(new URL(file, import.meta.url)),
    ...args,
  ];
  const [command, ...rest] = pins ? ['taskset', '-c', String(core), ...node] : node;
  return spawn(command as string, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** A server of `servers/`: it sends `{port, …}` once it listens and answers `{question}` messages. */
export async function startServer(file: string, ...args: string[]): Promise<ServerProcess> {
  const child = start(file, 0, args);
  const [hello] = (await Promise.race([once(child, 'message'), failed(child, file)])) as [Record<string, unknown>];
  const ask = async (question: string, detail?: unknown) => {
    const answer = once(child, 'message');
    child.send({ question, detail });
    return ((await Promise.race([answer, failed(child, file)])) as [Record<string, unknown>])[0];
  };
  return {
    port: hello.port as number,
    hello,
    ask,
    usage: async () => (await ask('usage')) as unknown as Usage,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export async function load(task: LoadTask): Promise<LoadResult> {
  const child = start('./load.ts', 1);
  child.send(task);
  const [result] = (await Promise.race([once(child, 'message'), failed(child, 'load')])) as [LoadResult];
  return result;
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`${name} ended with code ${code}`);
}

/** The process of receivers.ts: send it a task; it says when all are open, and later what they saw. */
export function startReceivers(): ChildProcess {
  return start('./receivers.ts', 1);
}
