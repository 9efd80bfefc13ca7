import type { Runtime } from '../runtime/runtime.ts';

/** How long a queue whose pass failed (database away, too many conflicts) rests before the next try. */
const RETRY_MS = 1_000;

/** Joins wake-ups of one key: while a pass runs, any number of calls make exactly one more pass after it. */
export interface Wakes {
  wake(key: string): void;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
  /** Starts nothing more and waits for what runs. */
  close(): Promise<void>;
}

/** `pass` works on one key and answers whether there may be more to do. */
export function createWakes(pass: (key: string) => Promise<boolean>, { clock, log }: Runtime): Wakes {
  const running = new Map<string, { again: boolean; readonly done: Promise<void> }>();
  let closed = false;

  async function run(key: string): Promise<void> {
    // The caller may stand in the middle of a commit; what it started goes on first.
    await Promise.resolve();
    for (;;) {
      const entry = running.get(key);
      if (entry) entry.again = false;
      const more = !closed && (await attempt(key));
      if (!more && (closed || !entry?.again)) break;
    }
    running.delete(key);
  }

  async function attempt(key: string): Promise<boolean> {
    try {
      return await pass(key);
    } catch (error) {
      log.warn({ err: error, queue: key }, 'a pass over a queue failed and is tried again');
      clock.after(RETRY_MS, () => wake(key));
      return false;
    }
  }

  function wake(key: string): void {
    if (closed) return;
    const entry = running.get(key);
    if (entry) entry.again = true;
    else running.set(key, { again: false, done: run(key) });
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all([...running.values()].map((entry) => entry.done));
  }

  return {
    wake,
    settled,
    close() {
      closed = true;
      return settled();
    },
  };
}
