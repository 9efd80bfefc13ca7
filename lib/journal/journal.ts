import type { Knex } from 'knex';
import type { Cancel } from '../runtime/clock.ts';
import type { Change, Committed, JournalEvent, Locks, Write } from './change.ts';

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
  /** Refuses new changes, puts the waiting ones on disk, and stops listening. */
  close(): Promise<void>;
}
