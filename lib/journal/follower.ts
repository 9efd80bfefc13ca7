import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { JournalStore, StoredEvent } from './store.ts';

/** How often the database is asked for what other nodes wrote: the longest that losing the bus can delay news. */
const lookEveryMs = 500;
/** How long a missing position may still appear: a transaction that has taken it but not committed. */
const gapMs = 30_000;
const positionsPerLook = 2_000;
/** At the start these are searched for gaps: something under way then may appear below the highest position. */
const positionsAtStart = 1_000;
/** Missing positions remembered. Rolled back transactions leave gaps for ever, so the oldest are given up first. */
const mostGaps = 10_000;

/**
 * Looks for events that other nodes wrote and nobody told of. MySQL hands out positions when a row is inserted, but shows it when
 * it is committed, so a position may appear after a higher one: what is missing below the highest is looked up again
 * for a while.
 */
export interface Follower {
  /** This node knows of the event at `position`. */
  seen(position: number): void;
  /** Every event up to here is known. */
  settled(): number;
  start(): Promise<void>;
  /** Looks now; resolves when what was found has been told. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export interface FollowerParts {
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when what this node is writing now has been announced, so that it is not taken for another node's. */
  readonly quiet: () => Promise<void>;
  /** Gets what was found, in the order of positions. */
  readonly found: (events: readonly StoredEvent[]) => void;
}

export function createFollower({ store, clock, log, quiet, found }: FollowerParts): Follower {
  /** Everything up to here was looked at: it is known, or in `gaps`. */
  let high = 0;
  /** Known positions above `high`. */
  const ahead = new Set<number>();
  /** Missing positions up to `high`, oldest first, with the time they were first missed. */
  const gaps = new Map<number, number>();
  let cancel: Cancel | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  async function lookOnce(): Promise<void> {
    await fillGaps();
    for (;;) {
      const positions = await store.positionsFrom(high, positionsPerLook);
      await quiet();
      const unknown = positions.filter(isAhead);
      const events = unknown.length > 0 ? await store.readAt(unknown) : [];
      const news = events.filter(({ event }) => isAhead(event.position as number));
      for (const position of positions) passTo(position);
      if (news.length > 0) found(news);
      if (positions.length < positionsPerLook || stopped) return;
    }
  }

  async function fillGaps(): Promise<void> {
    if (gaps.size === 0) return;
    const since = clock.now() - gapMs;
    const read = await store.readAt([...gaps.keys()]);
    await quiet();
    const events = read.filter(({ event }) => gaps.delete(event.position as number));
    for (const [position, missed] of gaps) if (missed <= since) gaps.delete(position);
    if (events.length > 0) found(events);
  }

  /** Not known yet: somebody may have told of it while it was being read. */
  function isAhead(position: number): boolean {
    return position > high && !ahead.has(position);
  }

  /** Moves `high` up to `position`, remembering what is missing between. */
  function passTo(position: number): void {
    if (position <= high) return;
    const now = clock.now();
    // A jump in the numbers (a restored database, a cluster) is not a million rolled back rows.
    const from = Math.max(high + 1, position - mostGaps);
    for (let missing = from; missing < position; missing++) if (!ahead.delete(missing)) gaps.set(missing, now);
    ahead.delete(position);
    high = position;
    for (const [oldest] of gaps) {
      if (gaps.size <= mostGaps) break;
      gaps.delete(oldest);
    }
  }

  function schedule(): void {
    if (stopped) return;
    cancel = clock.after(lookEveryMs, () => {
      look().finally(schedule);
    });
  }

  function look(): Promise<void> {
    looking ??= lookOnce()
      .catch((error) => log.warn({ err: error }, 'Looking for events of other nodes failed; it is tried again.'))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  return {
    seen(position) {
      if (position <= high) {
        gaps.delete(position);
      } else if (position > high + 1) {
        ahead.add(position);
      } else {
        high = position;
        while (ahead.delete(high + 1)) high++;
      }
    },
    settled() {
      for (const [oldest] of gaps) return oldest - 1;
      return high;
    },
    async start() {
      const last = await store.lastPosition();
      high = Math.max(high, last - positionsAtStart);
      for (const position of await store.positionsFrom(high, positionsAtStart)) passTo(position);
      schedule();
    },
    look,
    async stop() {
      stopped = true;
      cancel?.();
      await looking;
    },
  };
}
