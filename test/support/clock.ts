import type { Clock } from '../../lib/runtime/clock.ts';

export interface TestClock extends Clock {
  /** Moves time on by `ms`, running what falls due in order, each at its own moment. */
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function testClock(start = Date.UTC(2026, 0, 5, 9, 0, 0)): TestClock {
  let now = start;
  let order = 0;
  const pending = new Map<number, { due: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const id = order++;
      pending.set(id, { due: now + Math.max(0, ms), run });
      return () => void pending.delete(id);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        let next: [number, { due: number; run: () => void }] | undefined;
        for (const entry of pending) if (entry[1].due <= end && (!next || entry[1].due < next[1].due)) next = entry;
        if (!next) break;
        pending.delete(next[0]);
        now = next[1].due;
        next[1].run();
      }
      now = end;
    },
  };
}
