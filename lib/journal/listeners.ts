import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Committed, Write } from './change.ts';

interface Waiter {
  readonly after: number;
  readonly resolve: (news: boolean) => void;
  readonly cancel: Cancel;
}

type WriteListener = (writes: readonly Write[]) => void;

/** Whoever wants to know what was committed. None of them can harm another, or the journal. */
export interface Listeners {
  watch(listener: (committed: Committed) => void): Cancel;
  watchWrites(table: string, listener: WriteListener): Cancel;
  /** True when told of a version above `after` within `ms`; false otherwise. */
  wait(interaction: string, after: number, ms: number): Promise<boolean>;
  tell(committed: Committed): void;
  /** Tells of an interaction's newest version without its events: only those who wait care. */
  wake(interaction: string, version: number): void;
  tellWrites(writes: readonly Write[]): void;
  /** Ends every wait with false, and tells nobody any more. */
  close(): void;
}

export function createListeners(clock: Clock, log: Log): Listeners {
  // Replaced, never changed, so that a listener may come or go while others are being told.
  let watchers: readonly ((committed: Committed) => void)[] = [];
  const tables = new Map<string, readonly WriteListener[]>();
  const waiters = new Map<string, Set<Waiter>>();
  let closed = false;

  function guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      log.error({ err: error }, 'A listener of the journal failed.');
    }
  }

  function wake(interaction: string, version: number): void {
    const waiting = waiters.get(interaction);
    if (!waiting) return;
    for (const waiter of waiting) if (version > waiter.after) settle(interaction, waiter, true);
  }

  function settle(interaction: string, waiter: Waiter, news: boolean): void {
    const waiting = waiters.get(interaction);
    if (!waiting?.delete(waiter)) return;
    if (waiting.size === 0) waiters.delete(interaction);
    waiter.cancel();
    waiter.resolve(news);
  }

  return {
    watch(listener) {
      const own = (committed: Committed) => listener(committed);
      watchers = [...watchers, own];
      return () => {
        watchers = watchers.filter((one) => one !== own);
      };
    },
    watchWrites(table, listener) {
      const own: WriteListener = (writes) => listener(writes);
      tables.set(table, [...(tables.get(table) ?? []), own]);
      return () => {
        const rest = (tables.get(table) ?? []).filter((one) => one !== own);
        if (rest.length > 0) tables.set(table, rest);
        else tables.delete(table);
      };
    },
    wait(interaction, after, ms) {
      if (closed || ms <= 0) return Promise.resolve(false);
      return new Promise((resolve) => {
        const cancel = clock.after(ms, () => settle(interaction, waiter, false));
        const waiter: Waiter = { after, resolve, cancel };
        const waiting = waiters.get(interaction);
        if (waiting) waiting.add(waiter);
        else waiters.set(interaction, new Set([waiter]));
      });
    },
    tell(committed) {
      if (closed) return;
      for (const watcher of watchers) guarded(() => watcher(committed));
      wake(committed.interaction, committed.version);
    },
    wake,
    tellWrites(writes) {
      if (tables.size === 0 || writes.length === 0) return;
      for (const [table, listeners] of tables) {
        const own = writes.filter((write) => write.table === table);
        if (own.length > 0) for (const listener of listeners) guarded(() => listener(own));
      }
    },
    close() {
      closed = true;
      for (const [interaction, waiting] of waiters) for (const waiter of waiting) settle(interaction, waiter, false);
      watchers = [];
      tables.clear();
    },
  };
}
