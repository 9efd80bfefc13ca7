import type { Database } from '../database/connect.ts';
import type { QueueRef } from '../interactions/events.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import type { RoutedType } from './acd.ts';
import { type AlertTimer, createAssign } from './assign.ts';
import { createQuery, type KeepFor, type QueueState } from './query.ts';
import { createRelaxation } from './relaxation.ts';
import { createReturns } from './returns.ts';
import { createStanding, type QueueStanding } from './standing.ts';
import { queueStore } from './store.ts';
import { skillQueueStore } from './store-skills.ts';
import { waitStore } from './store-waits.ts';
import { createSuited, type Seeking, type SuitedAgents } from './suited.ts';
import type { SystemTexts } from './system-texts.ts';
import { createWakes } from './wakes.ts';

export type { RoutedType } from './acd.ts';
export { alertTimerId } from './assign.ts';
export type { QueueState } from './query.ts';
export { leave, offering, type Seat, SYSTEM_PARTY, seatAgent, systemText } from './rules.ts';
export type { QueueStanding } from './standing.ts';
export { DEFAULT_ALERT_TIMEOUT_S, DEFAULT_LIMITS } from './store.ts';
export type { Seeking, SuitedAgents } from './suited.ts';
export { createSystemTexts, type SystemTexts } from './system-texts.ts';

/** How often queues in which something waits are looked at even though nothing woke them: a node died, a message got lost. */
const RESCAN_MS = 15_000;
const KEEP_MS: KeepFor = { ageMs: () => 5_000, idleMs: () => 60_000 };

/** Workgroup and user queues and the assignment of interactions to agents. */
export interface Queues {
  /** The queue of that name, in any letter case; undefined when there is none or it is not active. */
  resolveTarget(name: string, type?: string): Promise<QueueRef | undefined>;
  /** Answers as old as `keepQuery` allows; of chats, unless another type is asked for. */
  query(queue: QueueRef, type?: RoutedType): Promise<QueueState>;
  /** Who waits where in the queue, and how long it takes; at most as old as `keepStanding` allows. */
  standing(queue: QueueRef, type: RoutedType): Promise<QueueStanding>;
  /** Agents with the skills that an interaction needs; as old as `keepStanding` allows. */
  suited(interaction: Seeking): Promise<SuitedAgents>;
  /** True when the agent may take from this queue: a member of the workgroup, or the user himself. */
  serves(userId: string, queue: QueueRef): Promise<boolean>;
  /** Runs assignment for this queue soon (something came or an agent became free). Calls in quick succession join. */
  wake(queueId: string): void;
  /** Runs assignment for every queue this agent serves: after a change of status, activation or limits, and at login. */
  wakeAgent(userId: string): void;
  /** Runs assignment for every queue in which something waits: after a change that may give room to agents of many queues. */
  wakeAll(): void;
  /**
   * The agent is gone: what alerts him, or is connected to or held by him, returns to its queue with its history and
   * its old place in it. Resolves with the number of interactions returned.
   */
  requeueFrom(userId: string): Promise<number>;
  /** Assigns what waits (after a restart); then whenever something happens. */
  start(): Promise<void>;
  /** Resolves when all started assignment work is done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface QueueParts {
  readonly database: Database;
  readonly journal: Journal;
  readonly interactions: Interactions;
  readonly timers: Timers;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
  /** Told after an agent's status was changed here (alert timeout) and is on disk. */
  readonly statusChanged: (userId: string) => void;
  /** Of the answers of `query`. Default: 5 and 60 seconds. */
  readonly keepQuery?: KeepFor;
  /** Of standings. Default: 5 and 60 seconds. */
  readonly keepStanding?: KeepFor;
}

export function createQueues(parts: QueueParts): Queues {
  const { journal, interactions, timers, runtime } = parts;
  const store = queueStore(parts.database);
  const asking = { store, waits: waitStore(parts.database), runtime };
  const freed = new Map<string, number>();
  const skillStore = skillQueueStore(parts.database);
  const relaxLater = createRelaxation(parts, (queueId) => queueWakes.wake(queueId));
  const freedAt = (user: string) => freed.get(user) ?? 0;
  const queueWakes = createWakes(createAssign({ ...parts, store, skillStore, relaxLater, freedAt }), runtime);
  const agentWakes = createWakes(wakeQueuesOf, runtime);
  const allWakes = createWakes(rescan, runtime);
  const returns = createReturns({ ...parts, store });
  const query = createQuery(asking, parts.keepQuery ?? KEEP_MS);
  const standing = createStanding({ ...asking, interactions }, parts.keepStanding ?? KEEP_MS);
  const suited = createSuited({ ...asking, skillStore }, parts.keepStanding ?? KEEP_MS);
  let stopRescan: Cancel = () => {};
  let closed = false;

  async function wakeQueuesOf(userId: string): Promise<boolean> {
    for (const id of await store.activatedIn(userId)) queueWakes.wake(id);
    queueWakes.wake(userId);
    return false;
  }

  function onCommit({ interaction, events, origin }: Committed): void {
    for (const { type, body, at } of events) {
      if (type === 'state') {
        const { state, queue = interactions.peek(interaction)?.queue } = body as { state: string; queue?: QueueRef };
        if (origin && state === 'Offering' && queue) queueWakes.wake(queue.id);
      } else if (type === 'party' && (body as { state: string }).state === 'disconnected') {
        const { party } = body as { party: number };
        // By its number, which need not be its index.
        const user = interactions.peek(interaction)?.parties.find((one) => one.party === party)?.user;
        if (!user) continue;
        freed.set(user, at);
        if (origin) agentWakes.wake(user);
      }
    }
  }

  async function rescan(): Promise<false> {
    for (const id of await store.waitingQueues()) queueWakes.wake(id);
    return false;
  }

  function rescanLater(): void {
    if (closed) return;
    stopRescan = runtime.clock.after(RESCAN_MS, () => {
      rescan()
        .catch((error) => runtime.log.warn({ err: error }, 'the queues could not be read'))
        .finally(rescanLater);
    });
  }

  const unwatch = journal.watch(onCommit);
  timers.on('alert', (timer) => returns.alertTimedOut(timer.payload as AlertTimer));

  return {
    async resolveTarget(name, type = 'Workgroup') {
      const kind = type.toLowerCase();
      if (kind === 'workgroup') return store.findWorkgroup(name);
      return kind === 'user' ? store.findUser(name) : undefined;
    },
    query: query.of,
    standing: standing.of,
    suited: suited.of,
    async serves(userId, queue) {
      return queue.type === 'User' ? queue.id === userId : store.isMember(userId, queue.id);
    },
    wake: queueWakes.wake,
    wakeAgent: agentWakes.wake,
    wakeAll: () => allWakes.wake('all'),
    requeueFrom: returns.requeueFrom,
    async start() {
      await rescan();
      rescanLater();
    },
    async settled() {
      await allWakes.settled();
      await agentWakes.settled();
      await queueWakes.settled();
    },
    async close() {
      closed = true;
      unwatch();
      stopRescan();
      query.close();
      standing.close();
      suited.close();
      await allWakes.close();
      await agentWakes.close();
      await queueWakes.close();
    },
  };
}
