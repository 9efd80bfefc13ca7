import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Outcome } from './upstreams.ts';

/** How long a server may take to answer before the check counts as failed. */
export const PROBE_TIMEOUT_MS = 2_000;

/** Asks one server for a sign of life. Gives up when the signal says so. */
export type Probe = (server: number, signal: AbortSignal) => Promise<Outcome>;

/** Asks every server again and again, never twice at the same time. */
export interface HealthCheck {
  start(): void;
  /** Asks this server without waiting for its turn, unless it is being asked. */
  now(server: number): void;
  close(): Promise<void>;
}

export interface HealthCheckParts {
  /** How many there are. */
  readonly servers: number;
  readonly probe: Probe;
  readonly clock: Clock;
  /** Called before a server is asked. */
  readonly begins: (server: number) => void;
  /** Called with what came of it. */
  readonly ends: (server: number, outcome: Outcome) => void;
  /** Milliseconds until this server is asked again. */
  readonly rest: (server: number) => number;
}

interface Turn {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export function createHealthCheck({ servers, probe, clock, begins, ends, rest }: HealthCheckParts): HealthCheck {
  const turns: (Turn | undefined)[] = Array.from({ length: servers });
  const resting: (Cancel | undefined)[] = Array.from({ length: servers });
  let state: 'new' | 'checking' | 'closed' = 'new';

  function now(server: number): void {
    if (state !== 'checking' || turns[server] !== undefined) return;
    resting[server]?.();
    begins(server);
    const abort = new AbortController();
    turns[server] = { abort, done: ask(server, abort).then((outcome) => settle(server, outcome)) };
  }

  function settle(server: number, outcome: Outcome): void {
    turns[server] = undefined;
    if (state !== 'checking') return;
    ends(server, outcome);
    resting[server] = clock.after(rest(server), () => now(server));
  }

  /** Never rejects, and does not rely on the probe to heed the signal. */
  function ask(server: number, abort: AbortController): Promise<Outcome> {
    return new Promise((resolve) => {
      const giveUp = (code: string) => () => resolve({ kind: 'failed', code });
      const cancel = clock.after(PROBE_TIMEOUT_MS, () => abort.abort());
      abort.signal.addEventListener('abort', giveUp('PROBE_TIMEOUT'), { once: true });
      probe(server, abort.signal)
        .then(resolve, (error: NodeJS.ErrnoException) => giveUp(error.code ?? 'PROBE_FAILED')())
        .finally(cancel);
    });
  }

  return {
    start() {
      if (state !== 'new') return;
      state = 'checking';
      for (const server of turns.keys()) now(server);
    },
    now,
    async close() {
      state = 'closed';
      for (const cancel of resting) cancel?.();
      const running = turns.filter((turn) => turn !== undefined);
      for (const { abort } of running) abort.abort();
      await Promise.all(running.map(({ done }) => done));
    },
  };
}
