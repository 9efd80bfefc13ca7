import type { QueueRef } from '../interactions/events.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { createKept } from '../runtime/kept.ts';
import type { RoutedType } from './acd.ts';
import { idleAgents, type KeepFor, type QueryParts } from './query.ts';
import type { Line } from './store-waits.ts';

/** How one type stands in a queue at one moment; the same for everybody who asks within a few seconds. */
export interface QueueStanding {
  /** From 1, in the order of assignment; undefined when it does not wait, or came after the moment. */
  position(interaction: string): number | undefined;
  /** How many wait. */
  readonly waiting: number;
  /** Longest wait of those who wait now, from when each first came into the queue; 0 while none waits. */
  readonly longestWaitMs: number;
  /** Average wait of those answered in the queue's interval; null while nobody was. */
  readonly averageWaitMs: number | null;
  /** Agents of the queue who are there, whatever their status. */
  readonly agentsLoggedIn: number;
  /** As in `QueueState`. */
  readonly agentsAvailable: number;
}

export interface StandingParts extends QueryParts {
  readonly interactions: Pick<Interactions, 'get'>;
}

/** A standing of a long line is large. */
const MOST_KEPT = 50;
/** Interactions looked at for the longest wait: those whose visitors preferred a later time may stand before it. */
const MOST_LOOKED_AT = 100;

/** Looks at each queue and type at most once in `ageMs`, however many ask. */
export function createStanding(parts: StandingParts, keepFor: KeepFor) {
  const { store, waits, interactions, runtime } = parts;
  const keep = createKept<QueueStanding>(runtime.clock, { ...keepFor, most: MOST_KEPT });

  /**
   * What waits for a time of its own comes into the queue later than it was started, so the first in line need not have
   * waited longest. None came in before its start: once the starts are later than the earliest coming in, it is found.
   */
  async function longest({ ids, startedAt }: Line, type: RoutedType, now: number): Promise<number> {
    let since = now;
    for (let place = 0; place < Math.min(ids.length, MOST_LOOKED_AT); place++) {
      const started = startedAt[place] as number;
      if (started >= since) break;
      const state = type === 'callback' ? await interactions.get(ids[place] as string) : undefined;
      since = Math.min(since, state?.callback?.queuedAt ?? started);
    }
    return now - since;
  }

  async function look(queue: QueueRef, type: RoutedType, now: number): Promise<QueueStanding> {
    const line = await waits.line(queue.id, type);
    const { answered, waitedMs } = await waits.answeredLately(queue, type, now);
    const places = new Map(line.ids.map((id, index) => [id, index + 1]));
    return {
      position: (interaction) => places.get(interaction),
      waiting: line.ids.length,
      longestWaitMs: await longest(line, type, now),
      averageWaitMs: answered === 0 ? null : waitedMs / answered,
      agentsLoggedIn: await waits.loggedIn(queue, now),
      agentsAvailable: await idleAgents(store, queue, type, now),
    };
  }

  return {
    of: (queue: QueueRef, type: RoutedType): Promise<QueueStanding> =>
      keep.ask(`${type} ${queue.id}`, (now) => look(queue, type, now)),
    close: keep.close,
  };
}
