import { IwtError } from '../errors.ts';

/** Changes of one interaction that may wait for each other. */
const mostWaiting = 200;

interface Line {
  last: Promise<unknown>;
  length: number;
}

/** Lets one change of an interaction run at a time, in the order they came. */
export interface Turns {
  take<T>(id: string, run: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const lines = new Map<string, Line>();
  return {
    take<T>(id: string, run: () => Promise<T>): Promise<T> {
      const line = lines.get(id);
      if (line && line.length >= mostWaiting) {
        return Promise.reject(new IwtError('journal.full', `Too many changes of interaction ${id} wait.`));
      }
      const own = line ? line.last.then(run, run) : run();
      const waiting = line ?? { last: own, length: 0 };
      waiting.last = own;
      waiting.length++;
      if (!line) lines.set(id, waiting);
      const leave = () => {
        waiting.length--;
        if (waiting.length === 0) lines.delete(id);
      };
      own.then(leave, leave);
      return own;
    },
  };
}
