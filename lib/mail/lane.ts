/** Work of which only a little is done at a time; the rest waits in memory, in order. */
export interface Lane {
  /** False: too much waits already. Work that is waiting or done under this id is not taken twice. `work` never throws. */
  add(id: string, work: () => Promise<void>): boolean;
  /** Begins nothing more and resolves when what was begun is done. */
  close(): Promise<void>;
}

export function createLane(atOnce: number, mostWaiting: number): Lane {
  const waiting = new Map<string, () => Promise<void>>();
  const running = new Map<string, Promise<void>>();
  let closed = false;

  function next(): void {
    for (const [id, work] of waiting) {
      if (closed || running.size >= atOnce) return;
      waiting.delete(id);
      const done = work().finally(() => {
        running.delete(id);
        next();
      });
      running.set(id, done);
    }
  }

  return {
    add(id, work) {
      if (closed || waiting.size >= mostWaiting) return false;
      if (!running.has(id)) waiting.set(id, work);
      next();
      return true;
    },
    async close() {
      closed = true;
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
