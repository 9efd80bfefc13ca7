import type { RequiredSkill } from './events.ts';

/** Documented priority of an interaction that has none of its own. */
export const DEFAULT_PRIORITY = 50;

/** Skills that one interaction may need: as many as the column holds. */
export const MOST_NEEDS = 16;

/** A required skill as it is found in a line: without its name. */
export type Need = Omit<RequiredSkill, 'name'>;

/**
 * Required skills as one text that is the same for the same skills, so that what waits can be grouped by it:
 * `skill:minimum` or `skill:minimum:proficiency:desire` (the weights, where they are not 1 and 0), separated by commas.
 */
export function needsOf(skills: readonly Need[]): string {
  return skills
    .map(({ skill, minimum, weights }) => {
      const plain = !weights || (weights.proficiency === 1 && weights.desire === 0);
      return plain ? `${skill}:${minimum}` : `${skill}:${minimum}:${weights.proficiency}:${weights.desire}`;
    })
    .sort()
    .join();
}

/** The skills of such a text. */
export function readNeeds(text: string): readonly Need[] {
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [skill = '', minimum, proficiency, desire] = part.split(':');
    const weights = { proficiency: Number(proficiency), desire: Number(desire) };
    return { skill, minimum: Number(minimum), ...(proficiency === undefined ? {} : { weights }) };
  });
}
