import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/lib/cli/main.js', import.meta.url));

export interface ServedPerson {
  readonly username: string;
  readonly password: string;
  readonly role: string;
  readonly workgroups: readonly string[];
}

/** A running `iwt serve` in a process of its own, as a user starts it. */
export interface Served {
  readonly url: string;
  readonly root: string;
  readonly cic?: { readonly http: number; readonly https?: number };
  readonly people: readonly ServedPerson[];
  readonly process: ChildProcess;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it as Ctrl+C does; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `iwt serve` on free ports with its data in `data`. */
export async function serve(data: string, ...flags: string[]): Promise<Served> {
  const args = [main, 'serve', '--json', '--port', '0', '--data', data, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const gone = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => text as string),
    gone.then((code) => {
      throw new Error(`iwt serve ended with code ${code}: ${errors.join('')}`);
    }),
  ]);
  const ready = JSON.parse(line) as Omit<Served, 'process' | 'kill' | 'stop'>;
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return gone;
  };
  return {
    ...ready,
    people: ready.people ?? [],
    process: child,
    kill: () => end('SIGKILL').then(() => undefined),
    stop: () => end('SIGTERM'),
  };
}
