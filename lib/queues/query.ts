import type { QueueRef } from '../interactions/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { QueueStore, WaitTimes } from './store.ts';

/** Values of queue/query, by their documented definitions (handlers-and-site section 4.9). */
export interface QueueState {
  /** Agents of the queue who are available and on no interaction at all. */
  readonly agentsAvailable: number;
  /** Whole seconds that somebody who came now would wait; -1 while nobody was answered lately, so that nothing is known. */
  readonly estimatedWaitTime: number;
}

/** An answer this young is given again. */
const FRESH_MS = 5_000;
/** Answers kept at most; beyond that all stale ones go. */
const MAX_KEPT = 1_000;

/** Average wait of those answered in the queue's interval, times the position a newcomer would have. */
export function estimatedWait({ answered, waitedMs, waiting }: WaitTimes): number {
  if (answered === 0) return -1;
  return Math.round(((waitedMs / answered) * (waiting + 1)) / 1000);
}

/** Asks each queue at most once in a few seconds, however many visitors ask. */
export function createQuery(store: QueueStore, { clock }: Runtime): (queue: QueueRef) => Promise<QueueState> {
  const kept = new Map<string, { readonly at: number; readonly state: Promise<QueueState> }>();

  async function ask(queue: QueueRef, now: number): Promise<QueueState> {
    const candidates = await store.candidates(queue, now);
    const times = await store.waitTimes(queue, now);
    return {
      agentsAvailable: candidates.filter((agent) => agent.chats === 0).length,
      estimatedWaitTime: estimatedWait(times),
    };
  }

  function tidy(now: number): void {
    for (const [key, { at }] of kept) if (now - at >= FRESH_MS) kept.delete(key);
  }

  return (queue) => {
    const now = clock.now();
    const known = kept.get(queue.id);
    if (known && now - known.at < FRESH_MS) return known.state;
    if (kept.size >= MAX_KEPT) tidy(now);
    const state = ask(queue, now);
    kept.set(queue.id, { at: now, state });
    state.catch(() => kept.delete(queue.id));
    return state;
  };
}
