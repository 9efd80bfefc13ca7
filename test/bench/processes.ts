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
export function startServer(file: string, ...args: string[]): Promise<ServerProcess> {
  return serverOn(0, file, args);
}

/** A server behind the one that is measured, on the core of the load. */
export function startUpstream(file: string, ...args: string[]): Promise<ServerProcess> {
  return serverOn(1, file, args);
}

async function serverOn(core: number, file: string, args: readonly string[]): Promise<ServerProcess> {
  const child = start(file, core, args);
  const gone = failed(child, file);
  // Stopping it ends it, too, and then nobody waits for an answer.
  gone.catch(() => undefined);
  const answer = async () => {
    const [message] = await Promise.race([once(child, 'message'), gone]);
    return message as Record<string, unknown>;
  };
  const hello = await answer();
  const ask = (question: string, detail?: unknown) => {
    const answered = answer();
    child.send({ question, detail });
    return answered;
  };
  return {
    port: hello.port as number,
    hello,
    ask,
    usage: async () => (await ask('usage')) as unknown as Usage,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
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
  // One that has done its work may be gone before its last message is read.
  if (code === 0) await new Promise(() => {});
  throw new Error(`${name} ended with code ${code}`);
}

/** The process of receivers.ts: send it a task; it says when all are open, and later what they saw. */
export function startReceivers(): ChildProcess {
  return start('./receivers.ts', 1);
}
