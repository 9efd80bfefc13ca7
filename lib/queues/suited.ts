import type { QueueRef } from '../interactions/events.ts';
import { type Need, needsOf, readNeeds } from '../interactions/needs.ts';
import { createKept } from '../runtime/kept.ts';
import { qualifies } from '../skills/score.ts';
import { isIdle, type RoutedType } from './acd.ts';
import type { HeldByUser } from './by-skill.ts';
import type { KeepFor, QueryParts } from './query.ts';
import { currentNeeds, skillsIn } from './skill-lines.ts';
import type { SkillQueueStore } from './store-skills.ts';

/** Agents with the skills that an interaction needs (handlers-and-site section 4.9). */
export interface SuitedAgents {
  /** Of the queue and there, whatever their status. */
  readonly agentsLoggedIn: number;
  /** Of those, available for the type and on no interaction at all. */
  readonly agentsAvailable: number;
}

/** An interaction that waits. */
export interface Seeking {
  readonly queue: QueueRef;
  readonly type: RoutedType;
  readonly skills: readonly Need[];
  /** When it first came into the queue; null: not yet. */
  readonly queuedAt: number | null;
}

interface Looked {
  readonly relaxAfter: number | null;
  readonly strict: SuitedAgents;
  readonly relaxed: SuitedAgents;
}

const MOST_KEPT = 1_000;

/** Looks at each queue, type and set of skills at most once in `ageMs`, however many ask. */
export function createSuited(
  { store, waits, skillStore, runtime: { clock } }: QueryParts & { readonly skillStore: SkillQueueStore },
  keepFor: KeepFor,
) {
  const keep = createKept<Looked>(clock, { ...keepFor, most: MOST_KEPT });

  async function look(queue: QueueRef, type: RoutedType, needs: string, now: number): Promise<Looked> {
    const present = await waits.present(queue, now);
    const candidates = await store.candidates(queue, now);
    const idle = candidates.filter((agent) => isIdle(agent) && agent.shares[type].max > 0).map(({ user }) => user);
    const held = await skillStore.held(present);
    const known = await skillStore.known(skillsIn([{ needs }]));
    const count = (relaxed: boolean): SuitedAgents => {
      const needed = currentNeeds(readNeeds(needs), known, relaxed);
      return { agentsLoggedIn: suiting(present, held, needed), agentsAvailable: suiting(idle, held, needed) };
    };
    return { relaxAfter: await skillStore.relaxAfter(queue.id), strict: count(false), relaxed: count(true) };
  }

  return {
    async of({ queue, type, skills, queuedAt }: Seeking): Promise<SuitedAgents> {
      const needs = needsOf(skills);
      const { relaxAfter, strict, relaxed } = await keep.ask(`${type} ${queue.id} ${needs}`, (now) =>
        look(queue, type, needs, now),
      );
      const over = relaxAfter !== null && queuedAt !== null && clock.now() - queuedAt >= relaxAfter;
      return over ? relaxed : strict;
    },
    close: keep.close,
  };
}

function suiting(users: readonly string[], held: HeldByUser, needs: readonly Need[]): number {
  return users.filter((user) => qualifies(held.get(user) ?? new Map(), needs)).length;
}
