import type { Cancel, Clock } from './clock.ts';

export interface KeptOptions {
  /** How old an answer may be that is given again, in milliseconds. */
  readonly ageMs: () => number;
  /** After so many milliseconds without a question an answer is kept no longer; absent: only its age and `most` count. */
  readonly idleMs?: () => number;
  /** Answers kept at most; beyond that stale ones go, then the oldest. */
  readonly most: number;
}

/** Answers that many ask for: each is made once and given again while it is young. */
export interface Kept<T> {
  /** One that fails is not kept. */
  ask(key: string, make: (now: number) => Promise<T>): Promise<T>;
  /** What was found, or is being found, no longer counts. */
  forget(key: string): void;
  close(): void;
}

export function createKept<T>(clock: Clock, { ageMs, idleMs, most }: KeptOptions): Kept<T> {
  const kept = new Map<string, { readonly at: number; usedAt: number; readonly answer: Promise<T> }>();
  let stop: Cancel | undefined;

  function isGood({ at, usedAt }: { readonly at: number; readonly usedAt: number }, now: number): boolean {
    return now - at < ageMs() && (idleMs === undefined || now - usedAt < idleMs());
  }

  function tidy(): void {
    const now = clock.now();
    for (const [key, entry] of kept) if (!isGood(entry, now)) kept.delete(key);
  }

  function makeRoom(): void {
    if (kept.size < most) return;
    tidy();
    // In the order they were made.
    for (const key of kept.keys()) {
      if (kept.size < most) return;
      kept.delete(key);
    }
  }

  /** Memory is given back even when nobody asks any more. */
  function tidyLater(): void {
    if (idleMs === undefined) return;
    stop ??= clock.after(Math.max(1_000, idleMs()), () => {
      stop = undefined;
      tidy();
      if (kept.size > 0) tidyLater();
    });
  }

  return {
    ask(key, make) {
      const now = clock.now();
      const known = kept.get(key);
      if (known && isGood(known, now)) {
        known.usedAt = now;
        return known.answer;
      }
      kept.delete(key);
      makeRoom();
      const entry = { at: now, usedAt: now, answer: make(now) };
      kept.set(key, entry);
      entry.answer.catch(() => kept.get(key) === entry && kept.delete(key));
      tidyLater();
      return entry.answer;
    },
    forget: (key) => void kept.delete(key),
    close() {
      stop?.();
      kept.clear();
    },
  };
}
