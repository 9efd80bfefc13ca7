import type { Knex } from 'knex';
import type { Interactions } from '../interactions/interactions.ts';
import type { Change } from '../journal/change.ts';
import type { Exclusive, Journal } from '../journal/journal.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { type Assignment, assign, type Candidate } from './acd.ts';
import { createChooseBySkill, type SkillChoice } from './choose-by-skill.ts';
import { alertAgent } from './rules.ts';
import type { QueueStore, WaitingQueue } from './store.ts';
import type { SkillQueueStore } from './store-skills.ts';
import type { SystemTexts } from './system-texts.ts';

/** Interactions of each type looked at in one pass; more follow in the next one. */
const BATCH = 64;
/** Passes in a row that may find everything changed under their hands before the queue rests for a moment. */
const MAX_FRUITLESS = 5;

export interface AssignParts {
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Pick<Interactions, 'get' | 'propose'>;
  readonly timers: Pick<Timers, 'write'>;
  readonly store: QueueStore;
  readonly skillStore: SkillQueueStore;
  /** Looks at the queue again at that moment, UTC milliseconds; undefined: no need. */
  readonly relaxLater: (queueId: string, at: number | undefined) => Promise<void>;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
  /** When the agent last became free as far as this process knows; 0: unknown. */
  readonly freedAt: (user: string) => number;
}

interface Chosen extends Partial<SkillChoice> {
  readonly queue: WaitingQueue | undefined;
  readonly assignments: readonly Assignment[];
}

/** What an alert timer carries: whom the interaction alerts, and since when, so that an old timer cannot end a later alert. */
export interface AlertTimer {
  readonly interaction: string;
  readonly user: string;
  readonly since: number;
}

export function alertTimerId(interaction: string): string {
  return `alert:${interaction}`;
}

/**
 * Makes one pass over a queue: looks without locks who could get what, then locks the queue and just those agents, reads
 * again what counts, and alerts. Everybody who gives an agent something to do holds his row, so his limits hold on any
 * number of nodes. Answers whether another pass may find more.
 */
export function createAssign(parts: AssignParts): (queueId: string) => Promise<boolean> {
  const { journal, interactions, timers, store, texts, runtime, freedAt } = parts;
  const chooseBySkill = createChooseBySkill(parts.skillStore, BATCH);
  const fruitless = new Map<string, number>();

  async function choose(queueId: string, trx?: Knex.Transaction, only?: readonly string[]): Promise<Chosen> {
    const queue = await store.waiting(queueId, BATCH, trx);
    if (!queue) return { queue, assignments: [] };
    const now = runtime.clock.now();
    const candidates = await store.candidates({ id: queueId, type: queue.type }, now, only, trx);
    const agents = candidates.map(sinceFreed);
    if (queue.bySkill) return { queue, ...(await chooseBySkill(queueId, agents, now, trx)) };
    return { queue, assignments: assign(queue.items, agents) };
  }

  function sinceFreed(candidate: Candidate): Candidate {
    return { ...candidate, idleSince: Math.max(candidate.idleSince, freedAt(candidate.user)) };
  }

  async function alert(trx: Knex.Transaction, { item, agent }: Assignment, queue: WaitingQueue): Promise<Change[]> {
    const state = await interactions.get(item.id, trx);
    if (state?.state !== 'Offering') return [];
    const now = runtime.clock.now();
    const seat = { user: agent.user, displayName: agent.displayName, participantId: guid(runtime.ids) };
    const { change, next } = interactions.propose(state, { events: alertAgent(state, seat, texts), result: null }, now);
    const payload: AlertTimer = { interaction: item.id, user: agent.user, since: next.stateSince };
    const dueAt = next.stateSince + queue.alertTimeoutMs;
    const timer = timers.write({ id: alertTimerId(item.id), kind: 'alert', dueAt, payload });
    return [{ ...change, writes: [...change.writes, timer] }];
  }

  async function decide(trx: Knex.Transaction, queueId: string, users: readonly string[]): Promise<Exclusive<number>> {
    const { queue, assignments } = await choose(queueId, trx, users);
    if (!queue || assignments.length === 0) return { changes: [], result: 0 };
    const changes: Change[] = [];
    for (const assignment of assignments) changes.push(...(await alert(trx, assignment, queue)));
    await store.markBusy(usersOf(assignments), runtime.clock.now(), trx);
    return { changes, result: changes.length };
  }

  return async (queueId) => {
    const { queue, assignments, relaxAt } = await choose(queueId);
    await parts.relaxLater(queueId, relaxAt);
    if (!queue || assignments.length === 0) {
      fruitless.delete(queueId);
      return false;
    }
    const users = usersOf(assignments);
    const locks = queue.type === 'Workgroup' ? { workgroups: [queueId], users } : { users };
    const assigned = await journal.exclusive(locks, (trx) => decide(trx, queueId, users));
    const tries = assigned > 0 ? 0 : (fruitless.get(queueId) ?? 0) + 1;
    fruitless.set(queueId, tries);
    if (tries < MAX_FRUITLESS) return true;
    fruitless.delete(queueId);
    throw new Error('The queue changes faster than it can be assigned.');
  };
}

function usersOf(assignments: readonly Assignment[]): string[] {
  return [...new Set(assignments.map(({ agent }) => agent.user))].sort();
}
