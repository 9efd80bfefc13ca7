import type { Held } from './score.ts';

/** A skill as it was given to a user or to a workgroup he belongs to. */
export interface Given extends Held {
  /** Key of the skill. */
  readonly skill: string;
}

/**
 * What an agent has: his own values override inherited ones (handlers-and-site section 4.5). Of two workgroups that give the
 * same skill the higher proficiency counts, and of the same proficiency the higher desire.
 */
export function effective(own: readonly Given[], inherited: readonly Given[]): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const { skill, proficiency, desire } of inherited) {
    const known = held.get(skill);
    const better =
      !known || proficiency > known.proficiency || (proficiency === known.proficiency && desire > known.desire);
    if (better) held.set(skill, { proficiency, desire });
  }
  for (const { skill, proficiency, desire } of own) held.set(skill, { proficiency, desire });
  return held;
}
