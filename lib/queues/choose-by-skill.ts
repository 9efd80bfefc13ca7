import type { Knex } from 'knex';
import { type Assignment, type Candidate, hasRoom, routedTypes } from './acd.ts';
import { assignBySkill } from './by-skill.ts';
import { linesOf, nextRelaxation, skillsIn } from './skill-lines.ts';
import type { SkillQueueStore } from './store-skills.ts';

/** Interactions of each line looked at in one pass; more follow in the next one. */
const LINE_BATCH = 8;

export interface SkillChoice {
  readonly assignments: readonly Assignment[];
  /** When minima of something that waits stop to count, UTC milliseconds; undefined: never, or nobody would have room. */
  readonly relaxAt: number | undefined;
}

/** Who could get what of a queue in which something needs skills. `plainLimit`: how many without any are looked at. */
export function createChooseBySkill(store: SkillQueueStore, plainLimit: number) {
  return async (
    queueId: string,
    agents: readonly Candidate[],
    now: number,
    trx?: Knex.Transaction,
  ): Promise<SkillChoice> => {
    const free = agents.filter((agent) => routedTypes.some((type) => hasRoom(agent, type)));
    if (free.length === 0) return { assignments: [], relaxAt: undefined };
    const plain = [];
    for (const type of routedTypes) plain.push(...(await store.plain(queueId, type, plainLimit, trx)));
    const bySkill = await store.waiting(queueId, LINE_BATCH, trx);
    const known = await store.known(skillsIn(bySkill), trx);
    const relaxAfter = await store.relaxAfter(queueId, trx);
    const users = free.map(({ user }) => user);
    const held = await store.held(users, trx);
    const parts = { plain, bySkill, known, relaxAfter };
    return {
      assignments: assignBySkill(linesOf(parts, now), free, held, now),
      relaxAt: nextRelaxation(parts, now),
    };
  };
}
