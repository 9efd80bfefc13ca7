import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves at the end: the exit code or the signal, and everything that was printed. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly out: string;
    readonly err: string;
  }>;
  /** Resolves when `text` was printed, rejects when the process ends without it. */
  printed(text: string): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `iwt` as it is installed, from `dist/`: it starts in a third of the time that its sources take. */
export function runIwt(args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  return run(['dist/lib/cli/main.js', ...args], env);
}

/** Runs a TypeScript file in a Node process of its own. `script` is relative to the repository. */
export function runChild(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Child {
  return run(['--import', 'tsx', script, ...args], env);
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended: Child['ended'] = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return {
    process: child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!out.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`ended without printing "${text}": ${err}`)), reject);
      }),
  };
}
