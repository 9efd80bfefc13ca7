import type { Knex } from 'knex';
import type { Bus } from '../cluster/bus.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createAnnouncer } from './announcer.ts';
import type { Change, Committed, JournalEvent, Locks, Write } from './change.ts';
import { createFollower } from './follower.ts';
import { conflict, createGroupCommit, isSame, place, prepare } from './group-commit.ts';
import { createListeners } from './listeners.ts';
import { createJournalStore, type JournalStore, type Prepared } from './store.ts';
import { type Rewrite, rewriteBodies } from './store-rewrite.ts';
import { createTails } from './tails.ts';

/** An event together with the interaction it belongs to, in the order of all interactions. */
export interface Positioned {
  readonly interaction: string;
  readonly event: JournalEvent;
}

/** What a decision made under locks wants to become true, and what its caller gets to know once it is. */
export interface Exclusive<T> {
  readonly changes: readonly Change[];
  readonly result: T;
}

/** How state changes become durable and known. */
export interface Journal {
  /**
   * Resolves when the change is on disk. Refuses with `journal.conflict` when `expects` is not the interaction's
   * version, `journal.full` when too many changes wait, `closing` after `close`. What is refused changed nothing.
   */
  commit(change: Change): Promise<Committed>;
  /**
   * Runs `decide` alone: no other decision that locks one of the same rows runs anywhere meanwhile. Its changes go to
   * disk in the same transaction. `decide` runs again after a deadlock or a conflict, so it must have no effects of its
   * own, and it reads the database only through `trx` (on SQLite there is no second connection).
   */
  exclusive<T>(locks: Locks, decide: (trx: Knex.Transaction) => Promise<Exclusive<T>>): Promise<T>;
  /** The events of an interaction with a `seq` above `after`, in order; from memory where it reaches back so far. */
  read(interaction: string, after: number, trx?: Knex.Transaction): Promise<readonly JournalEvent[]>;
  /** The same from memory alone, without a promise; undefined when memory does not reach back so far. */
  recent(interaction: string, after: number): readonly JournalEvent[] | undefined;
  /** Events of all interactions with a position above `position`, at most `limit`, for those who resume a stream. */
  readFrom(position: number, limit: number): Promise<readonly Positioned[]>;
  /**
   * Keeps the texts of an interaction that has ended compressed, if their events' bodies have `startSize` bytes or more
   * together. Nobody who reads the events here notices. Again, it does nothing. Rejects when others do it just now.
   */
  compress(interaction: string, startSize: number): Promise<void>;
  /** Gives the interaction's events the bodies that `rewrite` says, inside `exclusive`. Memory keeps the old ones: see `forget`. */
  rewrite(interaction: string, rewrite: Rewrite, trx: Knex.Transaction): Promise<void>;
  /** Lets go of what memory has of the interaction's events; who wants them reads them from disk. */
  forget(interaction: string): void;
  /** True as soon as the interaction's version is above `after`; false after `ms` milliseconds, or when closing. */
  wait(interaction: string, after: number, ms: number): Promise<boolean>;
  /**
   * Calls `listener` after every commit, this node's and others', before the committer is answered; listeners are called
   * in the order they came. Events of one interaction come in order and once while it is in memory; a listener that
   * needs certainty compares `seq` with its own place and reads what is missing.
   */
  watch(listener: (committed: Committed) => void): Cancel;
  /** Calls `listener` with this node's committed writes to `table`. */
  watchWrites(table: string, listener: (writes: readonly Write[]) => void): Cancel;
  /**
   * The place to resume a stream from: this node has heard of every event up to here. On MySQL it may stand a little
   * behind the newest event, so a resumed stream may repeat events; drop what was seen by interaction and `seq`.
   */
  position(): number;
  /** Learns where the journal stands, and begins to follow other nodes. Once, after migration. */
  start(): Promise<void>;
  /** Refuses new changes, puts the waiting ones on disk, and stops listening. */
  close(): Promise<void>;
}

export interface JournalParts {
  readonly database: Database;
  readonly bus: Bus;
  readonly runtime: Runtime;
  /** Instead of the database's own; for tests that let it fail. */
  readonly store?: JournalStore;
  readonly limits?: Partial<JournalLimits>;
}

export interface JournalLimits {
  /** Changes that may wait to be written, and the bytes of their event bodies. Beyond: `journal.full`. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Changes in one transaction. */
  readonly batch: number;
  /** Times that a transaction is tried again after a deadlock or a conflict. */
  readonly retries: number;
  /** Events kept in memory of one interaction. */
  readonly tailEvents: number;
  /** Memory of all kept events, estimated. */
  readonly tailBytes: number;
}

const defaults: JournalLimits = {
  waiting: 20_000,
  waitingBytes: 64 * 1024 * 1024,
  batch: 512,
  retries: 5,
  tailEvents: 8,
  tailBytes: 32 * 1024 * 1024,
};

export function createJournal({ database, bus, runtime, ...parts }: JournalParts): Journal {
  const { clock, log } = runtime;
  const limits = { ...defaults, ...parts.limits };
  const store = parts.store ?? createJournalStore(database);
  const tails = createTails({ events: limits.tailEvents, bytes: limits.tailBytes });
  const listeners = createListeners(clock, log);
  const mysql = database.dialect === 'mysql';
  const quiet = () => group.quiet();
  const announcer = createAnnouncer({ bus, tails, listeners, log, refresh, heard, quiet: mysql ? quiet : undefined });
  const group = createGroupCommit(store, { announce: announcer.own, refresh }, limits);
  // Only other servers of the same MySQL can write behind this node's back.
  const follower = mysql ? createFollower({ store, clock, log, quiet, found: announcer.found }) : undefined;
  const exclusives = new Set<Promise<unknown>>();
  let highest = 0;
  let closing: Promise<void> | undefined;

  function heard(position: number): void {
    if (position > highest) highest = position;
    follower?.seen(position);
  }

  async function refresh(interaction: string, after: number): Promise<readonly JournalEvent[]> {
    const events = await store.read(interaction, after);
    tails.keep(interaction, events);
    return events;
  }

  async function read(interaction: string, after: number, trx?: Knex.Transaction): Promise<readonly JournalEvent[]> {
    // Inside a transaction that holds locks another node's newest event must not be missed, whatever the bus does.
    if (trx && mysql) return store.read(interaction, after, trx);
    const known = tails.recent(interaction, after);
    if (known) return known;
    return trx ? store.read(interaction, after, trx) : refresh(interaction, after);
  }

  async function decideAlone<T>(
    locks: Locks,
    decide: (trx: Knex.Transaction) => Promise<Exclusive<T>>,
    retries: number,
  ): Promise<T> {
    let decided: Exclusive<T> | undefined;
    let batch: readonly Prepared[] = [];
    try {
      const positions = await store.exclusive(locks, async (trx) => {
        decided = await decide(trx);
        batch = decided.changes.map(prepare);
        return batch;
      });
      place(batch, positions);
    } catch (error) {
      const failure = store.failure(error);
      // The connection broke, perhaps during the commit.
      if (failure === 'down' && (await isWritten(batch))) return done();
      const stale = failure === 'duplicate' ? await staleOf(batch) : undefined;
      if (retries > 0 && (failure === 'again' || stale)) return decideAlone(locks, decide, retries - 1);
      throw stale ? conflict(stale) : error;
    }
    return done();

    function done(): T {
      const { changes, result } = decided as Exclusive<T>;
      announcer.own(changes);
      return result;
    }
  }

  /** Whether the events are on disk after all; a transaction is there as a whole or not at all. */
  async function isWritten(batch: readonly Prepared[]): Promise<boolean> {
    const changes = batch.filter(({ change }) => change.events.length > 0);
    for (const one of changes) {
      const { interaction, expects } = one.change;
      const written = await refresh(interaction, expects).catch(() => []);
      if (!isSame(one, written)) return false;
      place(
        [one],
        written.map((event) => event.position as number),
      );
    }
    return changes.length > 0;
  }

  /** The first change that was decided on an old version; what is newer is in memory afterwards. */
  async function staleOf(batch: readonly Prepared[]): Promise<Change | undefined> {
    for (const { change } of batch) {
      if (change.events.length === 0) continue;
      const newer = await refresh(change.interaction, change.expects);
      if (newer.length > 0) return change;
    }
    return undefined;
  }

  return {
    commit(change) {
      if (closing) return Promise.reject(new IwtError('closing', 'The service is closing.'));
      // Versions only grow: what memory knows to be too old need not ask the database.
      if (change.events.length > 0 && (tails.version(change.interaction) ?? 0) > change.expects) {
        return Promise.reject(conflict(change));
      }
      try {
        return group.add(change);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    exclusive(locks, decide) {
      if (closing) return Promise.reject(new IwtError('closing', 'The service is closing.'));
      const running = decideAlone(locks, decide, limits.retries);
      exclusives.add(running);
      const done = () => void exclusives.delete(running);
      running.then(done, done);
      return running;
    },
    read,
    recent: tails.recent,
    readFrom: (position, limit) => store.readFrom(position, limit),
    rewrite: (interaction, rewrite, trx) => rewriteBodies(trx, interaction, rewrite),
    forget: tails.forget,
    compress: (interaction, startSize) => store.compress(interaction, startSize),
    async wait(interaction, after, ms) {
      if (closing) return false;
      const version = tails.version(interaction);
      if (version !== undefined && version > after) return true;
      const woken = listeners.wait(interaction, after, ms);
      // Not in memory: it may have moved on before anybody listened.
      if (version === undefined) {
        refresh(interaction, after).then(
          (events) => listeners.wake(interaction, events.at(-1)?.seq ?? 0),
          (error) => log.warn({ err: error, interaction }, 'Looking for an interaction that is waited for failed.'),
        );
      }
      return woken;
    },
    watch: listeners.watch,
    watchWrites: listeners.watchWrites,
    position: () => follower?.settled() ?? highest,
    async start() {
      if (follower) await follower.start();
      else highest = Math.max(highest, await store.lastPosition());
    },
    close() {
      closing ??= (async () => {
        await Promise.allSettled([group.drained(), ...exclusives]);
        await follower?.stop();
        announcer.close();
        listeners.close();
      })();
      return closing;
    },
  };
}
