import type { Log } from '../runtime/log.ts';

type Work = () => Promise<void> | void;

/** Does one thing after the other, in the order they happened. */
export interface Backlog {
  add(work: Work): void;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

/** Things that may wait; when there are more, forgetting them all is cheaper than catching up. */
const length = 5_000;

/** `lost` is called when something failed or was forgotten, so that whoever relied on it starts anew. */
export function createBacklog(log: Log, lost: () => void): Backlog {
  let waiting: Work[] = [];
  let working: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      for (const work of now) await attempt(work);
    }
    working = undefined;
  }

  async function attempt(work: Work): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, 'Consoles could not be told what changed; they start anew.');
      lost();
    }
  }

  return {
    add(work) {
      if (waiting.length >= length) {
        waiting = [];
        log.warn({ length }, 'Consoles fell too far behind; they start anew.');
        lost();
      }
      waiting.push(work);
      working ??= drain();
    },
    async settled() {
      while (working) await working;
    },
  };
}
