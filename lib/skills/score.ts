/**
 * Who suits whom, as numbers (handlers-and-site section 4.6; ACD Processing Technical Reference). Pure. Times are in seconds,
 * because that is what skills of 1 to 100 and a priority of 50 are weighed against.
 */

/** How well an agent does something (1 to 100) and how gladly (0 to 100). */
export interface Held {
  readonly proficiency: number;
  readonly desire: number;
}

/** How much either counts of one required skill. */
export interface SkillWeights {
  readonly proficiency: number;
  readonly desire: number;
}

/** Documented: proficiency 1, desire 0. */
export const defaultSkillWeights: SkillWeights = { proficiency: 1, desire: 0 };

/** A required skill as far as the numbers go. */
export interface Required {
  /** Key of the skill. */
  readonly skill: string;
  /** Least proficiency; 0: also those who do not have the skill. */
  readonly minimum: number;
  /** Absent: the default. */
  readonly weights?: SkillWeights | undefined;
}

/** What one agent has, by key of the skill. */
export type HeldSkills = ReadonlyMap<string, Held>;

/** Has every skill with at least its minimum. */
export function qualifies(held: HeldSkills, required: readonly Required[]): boolean {
  return required.every(({ skill, minimum }) => (held.get(skill)?.proficiency ?? 0) >= minimum);
}

/** The documented value of one skill; 0 when the weights cancel each other, or the agent does not have it. */
export function skillValue(held: Held | undefined, weights: SkillWeights = defaultSkillWeights): number {
  const sum = Math.abs(weights.proficiency + weights.desire);
  if (!held || sum === 0) return 0;
  return (held.proficiency * weights.proficiency + held.desire * weights.desire) / sum;
}

/** The average over all required skills; 0 where none is required. */
export function skillOf(held: HeldSkills, required: readonly Required[]): number {
  if (required.length === 0) return 0;
  const values = required.map(({ skill, weights }) => skillValue(held.get(skill), weights));
  return values.reduce((sum, value) => sum + value, 0) / required.length;
}

/** What is known of an interaction, as one agent would get it. */
export interface InteractionFacts {
  /** `skillOf` that agent. */
  readonly skill: number;
  readonly priority: number;
  readonly secondsInQueue: number;
  readonly secondsInSystem: number;
}

export interface InteractionWeights {
  readonly skill: number;
  readonly priority: number;
  readonly timeInQueue: number;
  readonly timeInSystem: number;
}

export const interactionWeights: InteractionWeights = { skill: 1, priority: 1, timeInQueue: 1, timeInSystem: 0 };

/** Of those that wait, an agent who becomes free gets the one with the highest score. */
export function interactionScore(facts: InteractionFacts, weights: InteractionWeights = interactionWeights): number {
  return (
    facts.skill * weights.skill +
    facts.priority * weights.priority +
    facts.secondsInQueue * weights.timeInQueue +
    facts.secondsInSystem * weights.timeInSystem
  );
}

type Three = readonly [number, number, number];

/** What is known of an agent, as he would get one interaction. */
export interface AgentFacts {
  readonly skill: number;
  readonly cost: number;
  readonly secondsAvailable: number;
  /** The three custom attributes of an agent. */
  readonly attributes: Three;
}

export interface AgentWeights {
  readonly skill: number;
  /** Negative saves money; positive favours the dearest. */
  readonly cost: number;
  readonly timeAvailable: number;
  readonly attributes: Three;
}

export const agentWeights: AgentWeights = { skill: 1, cost: 0, timeAvailable: 1, attributes: [0, 0, 0] };

/** Of several free agents the one with the highest score gets an interaction. */
export function agentScore(facts: AgentFacts, weights: AgentWeights = agentWeights): number {
  const custom = facts.attributes.reduce((sum, value, place) => sum + value * (weights.attributes[place] ?? 0), 0);
  return (
    facts.skill * weights.skill + facts.cost * weights.cost + facts.secondsAvailable * weights.timeAvailable + custom
  );
}
