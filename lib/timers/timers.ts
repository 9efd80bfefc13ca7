import type { Write } from '../journal/change.ts';

/** Something to be done at a time, whichever node lives then. */
export interface Timer {
  /** At most 64 characters; writing the same id again moves the timer. */
  readonly id: string;
  readonly kind: string;
  /** UTC milliseconds. */
  readonly dueAt: number;
  /** Anything that survives JSON. */
  readonly payload: unknown;
}

/** Timers are rows: they commit with the change that sets them, and a restart forgets none. */
export interface Timers {
  /** The write that sets a timer, for a change. */
  write(timer: Timer): Write;
  /** The write that cancels a timer, for a change. */
  cancel(id: string): Write;
  /**
   * Runs `handler` when a timer of `kind` falls due, at least once: after a crash it runs again, so it must be
   * idempotent. Its own commit should carry `cancel(id)`; a timer that was neither cancelled nor moved is removed after
   * it ran, and one whose handler failed is tried again later.
   */
  on(kind: string, handler: (timer: Timer) => Promise<void>): void;
  start(): Promise<void>;
  /** Starts no more handlers and waits for those that run. */
  close(): Promise<void>;
}
