import { DEFAULT_PRIORITY, type Need, readNeeds } from '../interactions/needs.ts';
import type { Waiting } from './acd.ts';
import type { SkillLine } from './by-skill.ts';
import type { LineHead, SkillWaiting } from './store-skills.ts';

/** What a queue's lines are made of. */
export interface LineParts {
  readonly plain: readonly Waiting[];
  readonly bySkill: readonly SkillWaiting[];
  /** Keys of the skills that exist: one that was removed is needed no longer. */
  readonly known: ReadonlySet<string>;
  /** Milliseconds; null: never. */
  readonly relaxAfter: number | null;
}

/** Everything that waits, by what it needs now. */
export function linesOf({ plain, bySkill, known, relaxAfter }: LineParts, now: number): SkillLine[] {
  const lines = new Map<string, { line: Omit<SkillLine, 'items'>; items: Waiting[] }>();
  const add = (key: string, item: Waiting, line: () => Omit<SkillLine, 'items'>) => {
    const found = lines.get(key) ?? { line: line(), items: [] };
    found.items.push(item);
    lines.set(key, found);
  };
  for (const item of plain) add(item.type, item, () => ({ type: item.type, needs: [], priority: DEFAULT_PRIORITY }));
  for (const item of bySkill) {
    const { type, needs, priority } = item;
    const relaxed = relaxAfter !== null && item.queuedAt <= now - relaxAfter;
    const needed = () => currentNeeds(readNeeds(needs), known, relaxed);
    add(`${type} ${priority} ${relaxed} ${needs}`, item, () => ({ type, priority, needs: needed() }));
  }
  return [...lines.values()].map(({ line, items }) => ({ ...line, items }));
}

/** What is needed of skills that exist; relaxed, they only make an agent more suitable. */
export function currentNeeds(needs: readonly Need[], known: ReadonlySet<string>, relaxed: boolean): readonly Need[] {
  const real = needs.filter(({ skill }) => known.has(skill));
  return relaxed ? real.map((need) => ({ ...need, minimum: 0 })) : real;
}

/** Keys of all skills that are needed. */
export function skillsIn(waiting: readonly { readonly needs: string }[]): string[] {
  const texts = new Set(waiting.map(({ needs }) => needs));
  return [...new Set([...texts].flatMap((text) => readNeeds(text).map(({ skill }) => skill)))];
}

/** When minima of one that waits stop to count next, UTC milliseconds; undefined: all are free of them already. */
export function nextRelaxation(lines: readonly LineHead[], relaxAfter: number): number | undefined {
  const queued = lines.flatMap(({ needs, nextQueued }) => (needs === '' || nextQueued === null ? [] : [nextQueued]));
  return queued.length === 0 ? undefined : Math.min(...queued) + relaxAfter;
}
