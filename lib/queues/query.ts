import type { QueueRef } from '../interactions/events.ts';
import { createKept } from '../runtime/kept.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isIdle, type RoutedType } from './acd.ts';
import type { QueueStore } from './store.ts';
import type { AnsweredLately, WaitStore } from './store-waits.ts';

/** Values of queue/query, by their documented definitions (handlers-and-site section 4.9). */
export interface QueueState {
  /** Agents of the queue who are available for the type and on no interaction at all. */
  readonly agentsAvailable: number;
  /** Whole seconds that somebody who came now would wait; -1 while nobody was answered lately, so that nothing is known. */
  readonly estimatedWaitTime: number;
}

/** What the answers of queues are made of. */
export interface QueryParts {
  readonly store: Pick<QueueStore, 'candidates'>;
  readonly waits: WaitStore;
  readonly runtime: Pick<Runtime, 'clock'>;
}

/** How old an answer may be that is given again, and how long one is kept that nobody asks for; in milliseconds. */
export interface KeepFor {
  readonly ageMs: () => number;
  readonly idleMs: () => number;
}

const MOST_KEPT = 1_000;

/** Average wait of those answered in the queue's interval, times the position a newcomer would have. */
export function estimatedWait({ answered, waitedMs, waiting }: AnsweredLately & { readonly waiting: number }): number {
  if (answered === 0) return -1;
  return Math.round(((waitedMs / answered) * (waiting + 1)) / 1000);
}

/** Agents who would get something of the type now. Whoever is never assigned any is not counted. */
export async function idleAgents(
  store: Pick<QueueStore, 'candidates'>,
  queue: QueueRef,
  type: RoutedType,
  now: number,
): Promise<number> {
  const candidates = await store.candidates(queue, now);
  return candidates.filter((agent) => isIdle(agent) && agent.shares[type].max > 0).length;
}

/** Looks at each queue at most once in `ageMs`, however many visitors ask. */
export function createQuery({ store, waits, runtime: { clock } }: QueryParts, keepFor: KeepFor) {
  const keep = createKept<QueueState>(clock, { ...keepFor, most: MOST_KEPT });

  async function ask(queue: QueueRef, type: RoutedType, now: number): Promise<QueueState> {
    const agentsAvailable = await idleAgents(store, queue, type, now);
    const lately = await waits.answeredLately(queue, type, now);
    const waiting = await waits.count(queue.id, type);
    return { agentsAvailable, estimatedWaitTime: estimatedWait({ ...lately, waiting }) };
  }

  return {
    of: (queue: QueueRef, type: RoutedType = 'chat'): Promise<QueueState> =>
      keep.ask(`${type} ${queue.id}`, (now) => ask(queue, type, now)),
    close: keep.close,
  };
}
