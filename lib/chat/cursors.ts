import type { Journal } from '../journal/journal.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ChatStore } from './store.ts';

/** The part of a session that is kept in the database. */
export interface Cursor {
  readonly participantDigest: string;
  delivered: number;
  /** `delivered` as it stands in the database. */
  saved: number;
}

/** Cursors in one change. */
const BATCH = 256;
/** How long to rest after the database refused. */
const RETRY_MS = 1_000;

/**
 * Writes what was delivered. One change is on its way at a time, with all the cursors that moved meanwhile in the next,
 * so that deliveries never crowd out messages however many visitors poll.
 */
export interface Cursors {
  /** The cursor moved and should be on disk soon. */
  write(cursor: Cursor): void;
  /** Resolves when all are on disk, or the database refuses. */
  flush(): Promise<void>;
  close(): void;
}

export function createCursors(
  journal: Pick<Journal, 'commit'>,
  store: Pick<ChatStore, 'deliveredWrite'>,
  { clock, log }: Runtime,
): Cursors {
  const waiting = new Set<Cursor>();
  let writing: Promise<boolean> | undefined;
  let cancelRetry: Cancel | undefined;

  function pump(): Promise<boolean> {
    cancelRetry?.();
    cancelRetry = undefined;
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  /** False when the database refused; what is left waits for the next try. */
  async function writeAll(): Promise<boolean> {
    while (waiting.size > 0) {
      const batch = take();
      if (batch.length === 0) continue;
      try {
        const writes = batch.map(({ cursor, delivered }) => store.deliveredWrite(cursor.participantDigest, delivered));
        await journal.commit({ interaction: '', expects: 0, events: [], writes });
      } catch (error) {
        for (const { cursor } of batch) waiting.add(cursor);
        log.warn({ err: error, waiting: waiting.size }, 'deliveries could not be recorded and are tried again');
        cancelRetry ??= clock.after(RETRY_MS, () => void pump());
        return false;
      }
      for (const { cursor, delivered } of batch) cursor.saved = delivered;
    }
    return true;
  }

  function take(): { readonly cursor: Cursor; readonly delivered: number }[] {
    const batch = [];
    for (const cursor of waiting) {
      if (batch.length >= BATCH) break;
      waiting.delete(cursor);
      if (cursor.saved !== cursor.delivered) batch.push({ cursor, delivered: cursor.delivered });
    }
    return batch;
  }

  return {
    write(cursor) {
      waiting.add(cursor);
      if (!writing && !cancelRetry) void pump();
    },
    async flush() {
      while (waiting.size > 0 || writing) if (!(await pump())) return;
    },
    close() {
      cancelRetry?.();
    },
  };
}
