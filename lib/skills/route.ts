import type { RequiredSkill, Routing } from '../interactions/events.ts';
import { MOST_NEEDS } from '../interactions/needs.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { askHook, type ChosenSkills, type RoutingHooks, type RoutingRequest, type WantedSkill } from './hooks.ts';
import { checkRange } from './names.ts';
import type { RoutingContext } from './routing-contexts.ts';
import type { SkillRow } from './store.ts';
import type { Book } from './tables.ts';

/** What an interaction begins with because of its routing contexts; nothing: the plain line of its queue. */
export interface Routed {
  readonly routing?: Routing;
  /** `Eic_AcdSkillSet`: names of the required skills, with a bar between them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RouteParts {
  readonly hooks: RoutingHooks;
  readonly book: () => Promise<Book>;
  /** @throws IwtError `not-found` */
  readonly findSkill: (name: string) => Promise<SkillRow>;
  readonly runtime: Pick<Runtime, 'clock' | 'log'>;
}

const nothing: Routed = { attributes: {} };
const MOST_PRIORITY = 10_000;
const MOST_WEIGHT = 100;

/**
 * The handlers `SystemParseRoutingContexts` and `ACDGetSkills` (technical reference, "Skill-based routing"): what a page says
 * becomes the skills that are needed. What no table knows is logged and ignored. Never rejects, except when the database
 * cannot be read.
 */
export function createRoute({ hooks, book, findSkill, runtime }: RouteParts) {
  const { log } = runtime;

  async function parse(request: RoutingRequest): Promise<readonly RoutingContext[]> {
    const { CustomParseRoutingContexts: hook } = hooks;
    if (!hook) return request.contexts;
    const own = await askHook('CustomParseRoutingContexts', () => hook(request), readContexts, runtime);
    return own ?? request.contexts;
  }

  async function fromTables(contexts: readonly RoutingContext[]): Promise<RequiredSkill[]> {
    if (contexts.length === 0) return [];
    const { byCategory } = await book();
    const found: RequiredSkill[] = [];
    const ignored: object[] = [];
    for (const { category, context } of contexts) {
      const skill = byCategory(category, context);
      if (skill) found.push(skill);
      else ignored.push({ category, context, why: skill === null ? 'no table has this category' : 'no such row' });
    }
    if (ignored.length > 0) log.warn({ ignored }, 'routing contexts without a skill are ignored');
    return found;
  }

  async function chosen(answer: ChosenSkills): Promise<{ skills?: RequiredSkill[]; priority?: number }> {
    const skills = answer.skills && (await Promise.all(answer.skills.map(required)));
    const priority = answer.priority;
    if (priority !== undefined) checkRange('priority', priority, 0, MOST_PRIORITY);
    return { ...(skills ? { skills } : {}), ...(priority === undefined ? {} : { priority }) };
  }

  async function required({ skill, minimum = 1, weights }: WantedSkill): Promise<RequiredSkill> {
    const { id, name } = await findSkill(skill);
    checkRange('minimum', minimum, 0, 100);
    if (!weights) return { skill: id, name, minimum };
    const { proficiency, desire } = weights;
    for (const weight of [proficiency, desire]) checkRange('weight', weight, -MOST_WEIGHT, MOST_WEIGHT);
    return { skill: id, name, minimum, weights: { proficiency, desire } };
  }

  async function getSkills(request: RoutingRequest): Promise<Routing> {
    const skills = merged(await fromTables(request.contexts));
    const { CustomACDGetSkills: hook } = hooks;
    if (!hook) return { skills };
    const lookUp = async (table: string, context: string) => (await book()).byTable(table, context);
    const own = await askHook('CustomACDGetSkills', () => hook({ ...request, skills }, lookUp), chosen, runtime);
    return { ...own, skills: own?.skills ? merged(own.skills) : skills };
  }

  return async (request: RoutingRequest): Promise<Routed> => {
    // A user's own queue is nobody's choice: it has one agent.
    if (request.queue.type === 'User') return nothing;
    const routing = await getSkills({ ...request, contexts: await parse(request) });
    if (routing.skills.length > MOST_NEEDS) {
      const ignored = routing.skills.slice(MOST_NEEDS).map(({ name }) => name);
      log.warn({ queue: request.queue.name, ignored }, `an interaction needs at most ${MOST_NEEDS} skills`);
    }
    const skills = routing.skills.slice(0, MOST_NEEDS);
    if (skills.length === 0) return routing.priority === undefined ? nothing : { routing, attributes: {} };
    const attributes = { Eic_AcdSkillSet: skills.map(({ name }) => name).join('|') };
    return { routing: { ...routing, skills }, attributes };
  };
}

/** Each skill once, with the highest minimum that was asked for. */
function merged(skills: readonly RequiredSkill[]): RequiredSkill[] {
  const byKey = new Map<string, RequiredSkill>();
  for (const one of skills) {
    const known = byKey.get(one.skill);
    if (!known || one.minimum > known.minimum) byKey.set(one.skill, one);
  }
  return [...byKey.values()];
}

function readContexts(answer: readonly RoutingContext[]): readonly RoutingContext[] {
  const sound = Array.isArray(answer) && answer.every(isContext);
  if (!sound) throw new TypeError('CustomParseRoutingContexts answers a list of {category, context}.');
  return answer;
}

function isContext(value: unknown): value is RoutingContext {
  const { category, context } = (value ?? {}) as Partial<RoutingContext>;
  return typeof category === 'string' && typeof context === 'string';
}
