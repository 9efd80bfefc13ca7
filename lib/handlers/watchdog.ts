import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** A handler that keeps the event loop this long at a stretch, in milliseconds, keeps everybody waiting. */
export const BLOCKED_MS = 250;
/** How often the event loop is looked at while handlers wait for something. */
const LOOK_MS = 100;

export interface Run {
  readonly handler: string;
  readonly event: string;
}

/** Says in the log which handler blocked the event loop. */
export interface Watchdog {
  /** Runs a handler's first stretch, up to its first `await`. */
  measure<T>(run: Run, stretch: () => T): T;
  /** From here on the handler waits, and goes on by turns. One stretch of many handlers is put down to all of them. */
  watch(run: Run): void;
  unwatch(run: Run): void;
  close(): void;
}

export function createWatchdog({ clock, log }: Pick<Runtime, 'clock' | 'log'>): Watchdog {
  const waiting = new Set<Run>();
  /** Ended since the last look; the stretch that blocked may have been its last. */
  const ended = new Set<Run>();
  let stop: Cancel | undefined;
  /** When the next look is due, or what was said last has ended. */
  let due = 0;

  function look(): void {
    due = clock.now() + LOOK_MS;
    stop = clock.after(LOOK_MS, () => {
      const blocked = clock.now() - due;
      if (blocked >= BLOCKED_MS) report(blocked, [...waiting, ...ended]);
      ended.clear();
      stop = undefined;
      if (waiting.size > 0) look();
    });
  }

  function report(ms: number, runs: readonly Run[]): void {
    due = clock.now();
    const handlers = [...new Set(runs.map(({ handler }) => handler))];
    const events = [...new Set(runs.map(({ event }) => event))];
    log.warn(
      { handlers, events, blockedMs: Math.round(ms) },
      handlers.length === 1
        ? 'A handler has blocked the event loop: nobody else was answered meanwhile'
        : 'One of these handlers has blocked the event loop: nobody else was answered meanwhile',
    );
  }

  return {
    measure(run, stretch) {
      const began = clock.now();
      try {
        return stretch();
      } finally {
        const took = clock.now() - began;
        if (took >= BLOCKED_MS) report(took, [run]);
      }
    },
    watch(run) {
      waiting.add(run);
      if (!stop) look();
    },
    unwatch(run) {
      if (waiting.delete(run)) ended.add(run);
    },
    close() {
      waiting.clear();
      ended.clear();
      stop?.();
    },
  };
}
