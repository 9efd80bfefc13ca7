import { IwtError } from '../errors.ts';
import type { Change, Committed, JournalEvent } from './change.ts';
import { type JournalStore, type Prepared, UncertainCommit } from './store.ts';

export interface GroupCommitLimits {
  /** Changes that may wait to be written. */
  readonly waiting: number;
  /** Bytes of event bodies that may wait to be written. */
  readonly waitingBytes: number;
  /** Changes in one transaction. */
  readonly batch: number;
  /** Times that a batch is tried again after a deadlock. */
  readonly retries: number;
}

export interface GroupCommit {
  /** Resolves when the change is on disk and announced; its events then know their positions. */
  add(change: Change): Promise<Committed>;
  /** Resolves when the transaction under way now has been announced. */
  quiet(): Promise<void>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting extends Prepared {
  readonly bytes: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: unknown) => void;
  /** It may be on disk already, because the connection broke in the middle of a commit. */
  uncertain: boolean;
}

/** What the journal does with a batch. */
export interface GroupCommitEvents {
  /** The changes are on disk; called before anybody is answered, with what becomes of each. */
  announce(changes: readonly Change[]): readonly Committed[];
  /** Others have written events of this interaction that are not in memory: reads them. */
  refresh(interaction: string, after: number): Promise<readonly JournalEvent[]>;
}

/**
 * Joins the changes of one turn of the event loop into one transaction. While it runs, the next ones gather; they go
 * together in the turn after it.
 */
export function createGroupCommit(
  store: JournalStore,
  events: GroupCommitEvents,
  limits: GroupCommitLimits,
): GroupCommit {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let running: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await turn();
      const batch = waiting.length <= limits.batch ? waiting : waiting.slice(0, limits.batch);
      waiting = batch === waiting ? [] : waiting.slice(limits.batch);
      for (const one of batch) bytes -= one.bytes;
      writing = settle(batch, limits.retries).catch((error) => {
        for (const one of batch) one.reject(error);
      });
      await writing;
    }
    running = undefined;
  }

  /** Writes a batch and answers each of its changes. */
  async function settle(batch: readonly Waiting[], retries: number): Promise<void> {
    try {
      place(batch, await store.write(batch));
    } catch (error) {
      await recover(batch, error, retries);
      return;
    }
    succeed(batch);
  }

  function succeed(batch: readonly Waiting[]): void {
    const committed = events.announce(batch.map((one) => one.change));
    for (let index = 0; index < batch.length; index++) batch[index]?.resolve(committed[index] as Committed);
  }

  async function recover(batch: readonly Waiting[], error: unknown, retries: number): Promise<void> {
    if (error instanceof UncertainCommit) for (const one of batch) one.uncertain = true;
    const failure = store.failure(error);
    if (retries > 0 && (failure === 'again' || error instanceof UncertainCommit)) return settle(batch, retries - 1);
    if (failure === 'down' || failure === 'again') return refuse(batch, error);
    if (failure === 'duplicate') {
      const rest = await withoutConflicts(batch);
      if (!rest) return refuse(batch, error);
      if (rest.length < batch.length) return rest.length > 0 ? settle(rest, retries) : undefined;
    }
    if (batch.length === 1) return refuse(batch, error);
    // One of them cannot be written. Halving finds it in few transactions, and it fails alone.
    const middle = batch.length >> 1;
    await settle(batch.slice(0, middle), limits.retries);
    await settle(batch.slice(middle), limits.retries);
  }

  /**
   * Answers those whose interaction has moved on, and gives the others; undefined when the database does not say.
   * Two changes of one batch that were decided on the same version: the first one stays.
   */
  async function withoutConflicts(batch: readonly Waiting[]): Promise<Waiting[] | undefined> {
    const versions = await versionsOf(batch);
    if (!versions) return undefined;
    const rest: Waiting[] = [];
    for (const one of batch) {
      const { interaction, expects, events: own } = one.change;
      if (own.length === 0) {
        rest.push(one);
      } else if ((versions.get(interaction) ?? 0) === expects) {
        versions.set(interaction, expects + own.length);
        rest.push(one);
      } else {
        await moved(one);
      }
    }
    return rest;
  }

  async function versionsOf(batch: readonly Waiting[]): Promise<Map<string, number> | undefined> {
    const ids = new Set<string>();
    for (const { change } of batch) if (change.events.length > 0) ids.add(change.interaction);
    try {
      return await store.versions([...ids]);
    } catch {
      return undefined;
    }
  }

  async function moved(one: Waiting): Promise<void> {
    const newer = await events.refresh(one.change.interaction, one.change.expects).catch(() => []);
    if (one.uncertain && isSame(one, newer)) found(one, newer);
    else one.reject(conflict(one.change));
  }

  /** Answers with failure, except what an earlier attempt turns out to have written. */
  async function refuse(batch: readonly Waiting[], error: unknown): Promise<void> {
    for (const one of batch) {
      const { interaction, expects, events: own } = one.change;
      const written =
        one.uncertain && own.length > 0 ? await events.refresh(interaction, expects).catch(() => undefined) : undefined;
      if (written && isSame(one, written)) found(one, written);
      else one.reject(error);
    }
  }

  function found(one: Waiting, written: readonly JournalEvent[]): void {
    const positions = one.change.events.map((_, index) => written[index]?.position ?? 0);
    place([one], positions);
    succeed([one]);
  }

  return {
    add(change) {
      const { bodies } = prepare(change);
      let size = 0;
      for (const body of bodies) size += body.length;
      if (waiting.length >= limits.waiting || (bytes + size > limits.waitingBytes && waiting.length > 0)) {
        throw new IwtError('journal.full', 'Too many changes wait to be written; try again in a moment.');
      }
      return new Promise((resolve, reject) => {
        bytes += size;
        waiting.push({ change, bodies, bytes: size, resolve, reject, uncertain: false });
        running ??= run();
      });
    },
    quiet: () => writing,
    async drained() {
      while (running) await running;
    },
  };
}

export function conflict(change: Change): IwtError {
  return new IwtError(
    'journal.conflict',
    `Interaction ${change.interaction} has moved on from version ${change.expects}.`,
  );
}

/** A change as it goes to disk. */
export function prepare(change: Change): Prepared {
  return { change, bodies: change.events.map((event) => JSON.stringify(event.body)) };
}

/** Gives every event the position it was written at. */
export function place(batch: readonly Prepared[], positions: readonly number[]): void {
  let next = 0;
  for (const { change } of batch) {
    for (const event of change.events) (event as { position?: number }).position = positions[next++] as number;
  }
}

/** Whether the events that follow the change's version are the change's own. */
export function isSame({ change, bodies }: Prepared, written: readonly JournalEvent[]): boolean {
  return change.events.every((event, index) => {
    const other = written[index];
    return other?.type === event.type && other.at === event.at && JSON.stringify(other.body) === bodies[index];
  });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
