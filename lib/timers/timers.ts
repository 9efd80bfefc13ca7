import type { Database } from '../database/connect.ts';
import type { Change, Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createTimerStore, type DueTimer, type TimerStore } from './store.ts';

/** Something to be done at a time, whichever node lives then. */
export interface Timer {
  /** At most 64 characters; writing the same id again moves the timer. */
  readonly id: string;
  readonly kind: string;
  /** UTC milliseconds. */
  readonly dueAt: number;
  /** Anything that survives JSON. */
  readonly payload: unknown;
}

/** Resolves with nothing, or with the UTC milliseconds to which the timer is put off. */
export type TimerHandler = (timer: Timer) => Promise<number | undefined> | Promise<void>;

/** Timers are rows: they commit with the change that sets them, and a restart forgets none. */
export interface Timers {
  /** The write that sets a timer, for a change. */
  write(timer: Timer): Write;
  /** The write that cancels a timer, for a change. */
  cancel(id: string): Write;
  /**
   * Runs `handler` when a timer of `kind` falls due, at least once: after a crash it runs again, so it must be
   * idempotent. Its own commit should carry `cancel(id)`; a timer that was neither cancelled nor moved is removed after
   * it ran, and one whose handler failed is tried again later. A handler that finds nothing to do yet resolves with the
   * time of the next look; whoever moves the timer meanwhile has the last word.
   */
  on(kind: string, handler: TimerHandler): void;
  start(): Promise<void>;
  /** Starts no more handlers and waits for those that run. */
  close(): Promise<void>;
}

export interface TimersParts {
  readonly database: Database;
  readonly journal: Journal;
  readonly runtime: Runtime;
  /** Name of this node, at most 36 characters. */
  readonly node: string;
  /** Instead of the database's own; for tests that let it fail. */
  readonly store?: TimerStore;
}

/** A timer that runs on this node. */
interface Run {
  /** Its row was cancelled or moved since it began. */
  settled: boolean;
  readonly done: Promise<void>;
}

/** Handlers that run at the same time. */
const mostRunning = 64;
/** How long a node may take before another one runs its timer again. */
const claimMs = 60_000;
/** MySQL: how often to look for timers of nodes that died. */
const lookEveryMs = 1_000;
/** After the first failure; doubled with each further one. */
const retryMs = 5_000;
const longestRetryMs = 5 * 60_000;
const mostFailing = 10_000;

export function createTimers({ database, journal, runtime, node, ...parts }: TimersParts): Timers {
  const { clock, log } = runtime;
  const store = parts.store ?? createTimerStore(database, node);
  const handlers = new Map<string, TimerHandler>();
  const running = new Map<string, Run>();
  /** Failures in a row. */
  const failures = new Map<string, number>();
  let state: 'new' | 'open' | 'closed' = 'new';
  let wakeAt = Number.POSITIVE_INFINITY;
  let cancelWake: Cancel | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  const unwatch = journal.watchWrites(table, (writes) => {
    for (const write of writes) {
      const row = write.kind === 'delete' ? write.key : write.row;
      const run = running.get(String(row.id));
      if (run) run.settled = true;
      if (write.kind !== 'delete') wake(Number(row.due_at));
    }
  });

  function wake(at: number): void {
    if (state !== 'open' || at >= wakeAt) return;
    cancelWake?.();
    wakeAt = Number.POSITIVE_INFINITY;
    const inMs = at - clock.now();
    if (inMs <= 0) {
      void look();
    } else {
      wakeAt = at;
      cancelWake = clock.after(inMs, look);
    }
  }

  function look(): Promise<void> {
    lookAgain = true;
    looking ??= lookUntilDone();
    return looking;
  }

  async function lookUntilDone(): Promise<void> {
    while (lookAgain && state === 'open') {
      lookAgain = false;
      cancelWake?.();
      wakeAt = Number.POSITIVE_INFINITY;
      try {
        await runDue();
      } catch (error) {
        log.warn({ err: error }, 'Looking for due timers failed; it is tried again.');
        wake(clock.now() + lookEveryMs);
      }
    }
    looking = undefined;
  }

  async function runDue(): Promise<void> {
    for (;;) {
      const free = mostRunning - running.size;
      // Whoever ends looks again.
      if (free <= 0 || state !== 'open' || handlers.size === 0) return;
      const now = clock.now();
      const next = await store.nextDue(wanted(), now);
      if (next === undefined || next > now) return wakeFor(next, now);
      const due = await store.claim(wanted(), now, now + claimMs, free);
      for (const timer of due) begin(timer);
      // Another node was faster, or has them.
      if (due.length === 0) return wakeFor(undefined, now);
    }
  }

  function wakeFor(next: number | undefined, now: number): void {
    if (next !== undefined) wake(next);
    if (database.dialect === 'mysql') wake(now + lookEveryMs);
  }

  function wanted() {
    return { kinds: [...handlers.keys()], except: [...running.keys()] };
  }

  function begin(timer: DueTimer): void {
    let finish = () => {};
    const run: Run = {
      settled: false,
      done: new Promise((resolve) => {
        finish = resolve;
      }),
    };
    running.set(timer.id, run);
    void handle(timer, run).finally(() => {
      running.delete(timer.id);
      finish();
      if (state === 'open') void look();
    });
  }

  /** Never throws. */
  async function handle(timer: DueTimer, run: Run): Promise<void> {
    try {
      const { id, kind, dueAt, payload } = timer;
      const later = await handlers.get(kind)?.({ id, kind, dueAt, payload: JSON.parse(payload) });
      failures.delete(id);
      if (run.settled) return;
      if (typeof later === 'number') await store.postpone(timer, later);
      else await journal.commit(removal(timer));
    } catch (error) {
      log.error({ err: error, timer: timer.id }, 'A timer failed; it is tried again later.');
      if (!run.settled) await retryLater(timer);
    }
  }

  async function retryLater(timer: DueTimer): Promise<void> {
    const failed = (failures.get(timer.id) ?? 0) + 1;
    if (failures.size >= mostFailing) failures.clear();
    failures.set(timer.id, failed);
    const dueAt = clock.now() + Math.min(retryMs * 2 ** (failed - 1), longestRetryMs);
    try {
      await store.postpone(timer, dueAt);
    } catch (error) {
      log.warn({ err: error, timer: timer.id }, 'A failed timer could not be put off.');
    }
    wake(dueAt);
  }

  return {
    write: timerWrite,
    cancel: (id) => ({ kind: 'delete', table, key: { id } }),
    on(kind, handler) {
      handlers.set(kind, handler);
      if (state === 'open') void look();
    },
    start() {
      state = 'open';
      return look();
    },
    async close() {
      state = 'closed';
      unwatch();
      cancelWake?.();
      await looking;
      await Promise.all([...running.values()].map((run) => run.done));
    },
  };
}

const table = 'iwt_timer';

function timerWrite({ id, kind, dueAt, payload }: Timer): Write {
  if (id.length > 64 || kind.length > 20) throw new Error(`The timer ${id} of kind ${kind} has too long a name.`);
  return {
    kind: 'upsert',
    table,
    key: ['id'],
    row: { id, kind, due_at: dueAt, payload: JSON.stringify(payload ?? null), claimed_until: null, node: null },
  };
}

/** Only as it ran: a handler may have moved it. */
function removal({ id, dueAt }: DueTimer): Change {
  return {
    interaction: '',
    expects: 0,
    events: [],
    writes: [{ kind: 'delete', table, key: { id, due_at: dueAt } }],
  };
}
