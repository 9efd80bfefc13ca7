import type { ServerResponse } from 'node:http';
import type { Cancel, Clock } from '../runtime/clock.ts';

export type GateState = 'starting' | 'ready' | 'failed' | 'closing';

/** Keeps requests waiting until what answers them is there, and turns them away when it is not any more. */
export interface Gate<T> {
  readonly state: GateState;
  /** What answers requests, while it does. */
  readonly behind: T | undefined;
  /** Runs at once when it can, later when it has to, or answers 503. `fail` is told what `run` throws later. */
  pass(res: ServerResponse, fail: (error: unknown) => void, run: (behind: T) => void): void;
  /** Runs once it is clear whether requests are answered here, or when that takes too long. */
  wait(fail: (error: unknown) => void, run: () => void): void;
  close(): void;
}

/** Milliseconds a request waits. A client of the visitor protocol gives up after 12 s. */
const MAX_WAIT = 9_000;

/** `arrival` may fail; its error is the business of whoever made it. */
export function createGate<T>(arrival: Promise<T>, clock: Clock): Gate<T> {
  let state: GateState = 'starting';
  let behind: T | undefined;
  const settled = arrival.then(
    (value) => {
      behind = value;
      if (state === 'starting') state = 'ready';
    },
    () => {
      if (state === 'starting') state = 'failed';
    },
  );

  function answer(res: ServerResponse, run: (behind: T) => void): void {
    if (behind !== undefined && state === 'ready') run(behind);
    else unavailable(res);
  }

  return {
    get state() {
      return state;
    },
    get behind() {
      return state === 'ready' ? behind : undefined;
    },
    pass(res, fail, run) {
      if (state !== 'starting') answer(res, run);
      else
        atMost(settled, MAX_WAIT, clock)
          .then(() => answer(res, run))
          .catch(fail);
    },
    wait(fail, run) {
      if (state !== 'starting') run();
      else atMost(settled, MAX_WAIT, clock).then(run).catch(fail);
    },
    close() {
      state = 'closing';
    },
  };
}

/** Resolves when `work` does, or when the time is up. */
function atMost(work: Promise<void>, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel: Cancel = clock.after(ms, resolve);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}

/** 503 makes clients of the protocol ask again, or ask the other server. */
function unavailable(res: ServerResponse): void {
  if (res.headersSent) return;
  res.setHeader('Retry-After', '2');
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.writeHead(503);
  res.end('{"error":{"code":"closing","message":"The service is starting or stopping."}}');
}
