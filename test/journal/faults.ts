import type { Database } from '../../lib/database/connect.ts';
import { createJournalStore, type JournalStore, type Prepared, UncertainCommit } from '../../lib/journal/store.ts';

export type Fault = 'deadlock' | 'down' | 'before-commit' | 'uncertain-lost' | 'uncertain-written';

export interface FaultyStore extends JournalStore {
  /** The next writes fail like this, one after the other; `undefined` is a write that works. */
  fail(...faults: (Fault | undefined)[]): void;
  /** Changes with this text cannot be written at all. */
  poison(text: string): void;
  /** Holds the next write back until it is released. */
  hold(): () => void;
  /** Sizes of the batches that were tried. */
  readonly batches: number[];
}

class Deadlock extends Error {}
class Down extends Error {}

/** The database's own store, failing on command. */
export function faultyStore(database: Database): FaultyStore {
  const store = createJournalStore(database);
  const faults: (Fault | undefined)[] = [];
  const poisons = new Set<string>();
  const batches: number[] = [];
  let held: Promise<void> | undefined;

  async function write(batch: readonly Prepared[]): Promise<readonly number[]> {
    batches.push(batch.length);
    await held;
    const fault = faults.shift();
    if (fault === 'deadlock') throw new Deadlock('deadlock');
    if (fault === 'down') throw new Down('the database is gone');
    if (fault === 'before-commit') throw new Error('failed in the middle');
    if (fault === 'uncertain-lost') throw new UncertainCommit(new Error('lost'));
    for (const poison of poisons) {
      if (batch.some(({ bodies }) => bodies.some((body) => body.includes(poison)))) throw new Error(`poison ${poison}`);
    }
    const positions = await store.write(batch);
    if (fault === 'uncertain-written') throw new UncertainCommit(new Error('lost'));
    return positions;
  }

  return {
    ...store,
    batches,
    write,
    failure(error) {
      if (error instanceof Deadlock) return 'again';
      if (error instanceof Down || error instanceof UncertainCommit) return 'down';
      return store.failure(error);
    },
    fail: (...more) => void faults.push(...more),
    poison: (value) => void poisons.add(value),
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
      return release;
    },
  };
}
