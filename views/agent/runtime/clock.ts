/** Cancels a pending call; calling it again does nothing. */
export type Cancel = () => void;

/** The console's only source of time. */
export interface Clock {
  /** Milliseconds since 1970, corrected to the server's clock as soon as that is known. */
  now(): number;
  /** Calls `run` once, after `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel;
}

export interface PageClock extends Clock {
  /** An answer said what time it is on the server (to the second), and took from `asked` to `answered` by `local()`. */
  hear(serverTime: number, asked: number, answered: number): void;
  /** The browser's own time. */
  local(): number;
}

/** Differences below this are the rounding of the `Date` header and the network's delay. */
const tolerance = 2_000;

export function createPageClock(): PageClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    local: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    hear(serverTime, asked, answered) {
      const difference = serverTime + 500 - (asked + answered) / 2;
      ahead = Math.abs(difference) > tolerance + (answered - asked) / 2 ? difference : 0;
    },
  };
}

/** 128 random bits, in hexadecimal. `crypto.randomUUID` is missing on plain http. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Between 0 and 1; spreads reconnects, opens nothing. */
export function jitter(): number {
  return Math.random();
}
