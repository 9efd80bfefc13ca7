import type { Knex } from 'knex';
import { type Need, readNeeds } from '../interactions/needs.ts';
import { qualifies } from '../skills/score.ts';
import { type Assignment, type Candidate, hasRoom, routedTypes } from './acd.ts';
import { assignBySkill } from './by-skill.ts';
import { currentNeeds, linesOf, nextRelaxation, skillsIn } from './skill-lines.ts';
import type { SkillQueueStore, SkillWaiting } from './store-skills.ts';

/** Interactions of each line looked at in one pass; more follow in the next one. */
const LINE_BATCH = 8;
/** Lines looked at in one pass, of those that some agent with room suits. */
const MOST_LINES = 100;

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
    const relaxAfter = await store.relaxAfter(queueId, trx);
    const relaxedBefore = relaxAfter === null ? null : now - relaxAfter;
    const lines = await store.lines(queueId, relaxedBefore, trx);
    const known = await store.known(skillsIn(lines), trx);
    const held = await store.held(
      free.map(({ user }) => user),
      trx,
    );
    const suits = (needs: readonly Need[]) => free.some(({ user }) => qualifies(held.get(user) ?? new Map(), needs));
    const bySkill: SkillWaiting[] = [];
    let looked = 0;
    for (const line of lines.sort((one, other) => one.oldest - other.oldest)) {
      const strict = suits(currentNeeds(readNeeds(line.needs), known, false));
      const relaxed = relaxedBefore !== null && line.firstQueued <= relaxedBefore;
      if (!strict && !relaxed) continue;
      bySkill.push(...(await store.oldestOf(queueId, line, LINE_BATCH, strict ? null : relaxedBefore, trx)));
      looked += 1;
      if (looked === MOST_LINES) break;
    }
    const plain = [];
    for (const type of routedTypes) plain.push(...(await store.plain(queueId, type, plainLimit, trx)));
    return {
      assignments: assignBySkill(linesOf({ plain, bySkill, known, relaxAfter }, now), free, held, now),
      relaxAt: relaxAfter === null ? undefined : nextRelaxation(lines, relaxAfter),
    };
  };
}
