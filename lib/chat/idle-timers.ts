import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import type { ChatStore, Place } from './store.ts';

export const IDLE_KIND = 'idle';
/** Chats looked through in one step. */
const PAGE = 500;
/** After a failure. */
const AGAIN_MS = 15_000;

/** What an idle timer carries; every open chat has one while idle chats are ended. */
export interface IdleTimer {
  readonly interaction: string;
  /** When the visitor was seen typing, UTC milliseconds; null: not since he wrote or the agent came. */
  readonly typedAt: number | null;
  /** The node that saw it. */
  readonly node: string;
}

export interface IdleTimers {
  write(dueAt: number, payload: IdleTimer): Write;
  cancel(interaction: string): Write;
  /** Sets a timer, together with others of this moment. */
  setSoon(dueAt: number, payload: IdleTimer): void;
  /** Makes the timers that are missing; with `all`, every chat is looked at now. */
  walk(all: boolean): void;
  /** Resolves when what was begun is written. */
  close(): Promise<void>;
}

export interface IdleTimerParts {
  readonly journal: Pick<Journal, 'commit'>;
  readonly timers: Pick<Timers, 'write' | 'cancel'>;
  readonly store: Pick<ChatStore, 'openChats' | 'timerPayloads'>;
  readonly runtime: Runtime;
  readonly node: string;
}

export function createIdleTimers({ journal, timers, store, runtime, node }: IdleTimerParts): IdleTimers {
  const { clock, log } = runtime;
  let pending = new Map<string, Write>();
  let wanted: 'nothing' | 'missing' | 'all' = 'nothing';
  let running: Promise<void> | undefined;
  const writing = new Set<Promise<void>>();
  let closed = false;

  const write = (dueAt: number, payload: IdleTimer) =>
    timers.write({ id: timerId(payload.interaction), kind: IDLE_KIND, dueAt, payload });

  const commit = (writes: readonly Write[]) => journal.commit({ interaction: '', expects: 0, events: [], writes });

  function flush(): void {
    const writes = [...pending.values()];
    pending = new Map();
    const done = commit(writes).then(() => undefined, failed);
    writing.add(done);
    void done.finally(() => writing.delete(done));
  }

  function failed(error: unknown): void {
    if (closed) return;
    log.warn({ err: error }, 'idle timers could not be written; it is tried again');
    clock.after(AGAIN_MS, () => walk(false));
  }

  function walk(all: boolean): void {
    if (closed) return;
    if (all || wanted === 'nothing') wanted = all ? 'all' : 'missing';
    running ??= run().finally(() => {
      running = undefined;
      if (wanted !== 'nothing') walk(false);
    });
  }

  async function run(): Promise<void> {
    const all = wanted === 'all';
    wanted = 'nothing';
    try {
      let place: Place | undefined;
      do {
        const { ids, next } = await store.openChats(place, PAGE);
        await lookAt(ids, all);
        place = next;
      } while (place && !closed);
    } catch (error) {
      failed(error);
    }
  }

  async function lookAt(interactions: readonly string[], all: boolean): Promise<void> {
    const known = await store.timerPayloads(interactions.map(timerId));
    const writes: Write[] = [];
    for (const interaction of interactions) {
      const payload = known.get(timerId(interaction));
      if (payload !== undefined && !all) continue;
      writes.push(
        write(clock.now(), payload === undefined ? { interaction, typedAt: null, node } : JSON.parse(payload)),
      );
    }
    if (writes.length > 0) await commit(writes);
  }

  return {
    write,
    cancel: (interaction) => timers.cancel(timerId(interaction)),
    setSoon(dueAt, payload) {
      if (pending.size === 0) queueMicrotask(flush);
      pending.set(payload.interaction, write(dueAt, payload));
    },
    walk,
    async close() {
      closed = true;
      await running;
      await Promise.all(writing);
    },
  };
}

function timerId(interaction: string): string {
  return `idle:${interaction}`;
}
