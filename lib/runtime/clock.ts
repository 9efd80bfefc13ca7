/** Cancels a pending call; calling it again does nothing. */
export type Cancel = () => void;

/**
 * The only source of time. Tests pass a clock they move by hand.
 * All times in the product are UTC milliseconds since 1970.
 */
export interface Clock {
  now(): number;
  /** Calls `run` once, after `ms` milliseconds. Never keeps the process alive. */
  after(ms: number, run: () => void): Cancel;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    // setTimeout fires at once above 2^31-1 ms; nobody here waits 24 days in one step.
    const timer = setTimeout(run, Math.min(ms, 0x7fffffff));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
