import type { QueueRef, RequiredSkill } from '../interactions/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RoutingContext } from './routing-contexts.ts';

/** What is known of an interaction before it begins. */
export interface RoutingRequest {
  readonly type: 'chat' | 'callback';
  readonly queue: QueueRef;
  /** As the page sent them: external names. */
  readonly contexts: readonly RoutingContext[];
  /** All that the interaction will have, `RoutingContexts` (XML) among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Language tag of the visitor's page; it routes nothing by itself. */
  readonly language?: string | undefined;
}

/** A skill as a hook names it. */
export interface WantedSkill {
  /** Internal name. */
  readonly skill: string;
  /** Least proficiency, 0 to 100; 0: agents without the skill may get it as well. Default 1. */
  readonly minimum?: number;
  /** Whole numbers from -100 to 100. Default: proficiency 1, desire 0. */
  readonly weights?: { readonly proficiency: number; readonly desire: number };
}

/** What `CustomACDGetSkills` may say; what is absent stays as it was found. */
export interface ChosenSkills {
  readonly skills?: readonly WantedSkill[];
  /** A whole number from 0 to 10,000; 50 is everybody's. */
  readonly priority?: number;
}

/** Looks a context up in the table of that name. */
export type LookUp = (table: string, context: string) => Promise<RequiredSkill | undefined>;

/**
 * The customization points of the manual (section "Modify handler to parse the routing context"). Each may be set and
 * replaced at any time. What throws, answers nonsense or takes too long is logged, and the defaults go on.
 */
export interface RoutingHooks {
  /** After `SystemParseRoutingContexts`: the contexts to go on with; undefined: those of the page. */
  CustomParseRoutingContexts?: (request: RoutingRequest) => Answer<readonly RoutingContext[]>;
  /** In `ACDGetSkills`: gets what the tables gave, and says what the interaction needs instead; undefined: just that. */
  CustomACDGetSkills?: (
    request: RoutingRequest & { readonly skills: readonly RequiredSkill[] },
    lookUp: LookUp,
  ) => Answer<ChosenSkills>;
}

type Answer<T> = T | undefined | Promise<T | undefined>;

/** Nobody waits longer for a hook before his chat begins. */
export const HOOK_MS = 2_000;

/** What the hook answers, read by `read`; undefined when there is none, it says nothing, or it fails. */
export async function askHook<T, R>(
  name: keyof RoutingHooks,
  ask: () => Answer<T>,
  read: (answer: T) => R | Promise<R>,
  { clock, log }: Pick<Runtime, 'clock' | 'log'>,
): Promise<R | undefined> {
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = clock.after(HOOK_MS, () => reject(new Error(`${name} took longer than ${HOOK_MS} ms.`)));
  });
  const answered = async () => {
    const answer = await ask();
    return answer === undefined ? undefined : read(answer);
  };
  try {
    return await Promise.race([answered(), late]);
  } catch (error) {
    log.warn({ err: error, hook: name }, 'a routing hook failed; the defaults go on');
    return undefined;
  } finally {
    stop();
  }
}
