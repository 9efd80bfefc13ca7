import type { InteractionStore } from './store.ts';

const counter = 'interaction';
const firstNumber = 1_000_000_001;
/** Numbers taken from the database at once. A restart leaves unused what is left of them. */
const blockSize = 200;

/** Gives out interaction numbers: ten digits, each once, over all nodes and restarts. */
export function createNumbers(store: Pick<InteractionStore, 'allocate'>): () => Promise<string> {
  let next = 0;
  let end = 0;
  let allocating: Promise<void> | undefined;

  async function allocate(): Promise<void> {
    next = await store.allocate(counter, blockSize, firstNumber);
    end = next + blockSize;
  }

  return async () => {
    while (next >= end) {
      allocating ??= allocate().finally(() => {
        allocating = undefined;
      });
      await allocating;
    }
    return String(next++);
  };
}
