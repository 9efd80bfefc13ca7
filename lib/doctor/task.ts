import type { Finding, Judged, Verdict } from './finding.ts';
import { printable } from './quote.ts';

export type Outcome = 'ok' | 'warning' | 'fault' | 'not-tried';

/** What is tried. The names stay the same between releases; docs/doctor.md lists them. */
export type StepName =
  | 'name'
  | 'port'
  | 'tls'
  | 'server-configuration'
  | 'cgi-test'
  | 'switchover'
  | 'page'
  | 'config-js'
  | 'cross-origin'
  | 'prefixes'
  | 'visitor-address'
  | 'host-header'
  | 'images';

export interface Heading {
  /** Such as `Server1`, `Switchover` or `Site`. */
  readonly section: string;
  readonly step: StepName;
  /** The URL that it is about; empty where it is about several. */
  readonly target: string;
  /** What is tried, as the beginning of a sentence. */
  readonly tried: string;
}

/** One step as it is told. Every text is fit to be printed. */
export interface Step extends Heading {
  readonly outcome: Outcome;
  /** What came back, or why it was not tried. */
  readonly answer: string;
  readonly findings: readonly Finding[];
}

/** A step that runs. */
export interface Task<T> {
  readonly done: Promise<Done<T>>;
}

export interface Done<T> {
  readonly step: Step;
  /** Undefined: not known. */
  readonly value: T | undefined;
  /** Why what needs this cannot be tried. */
  readonly blocks: string | undefined;
}

/**
 * Runs `work` once everything that it needs has come out well enough; tells why not otherwise. `work` may also give the
 * reason why there is nothing to try, as the end of "Not tried: …".
 */
export function task<T>(
  heading: Heading,
  needs: readonly Task<unknown>[],
  work: () => Promise<Judged<T> | string>,
): Task<T> {
  return { done: later(run(heading, needs, work)) };
}

/** A promise whose failure is met by whoever awaits it later, in the order of the steps. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function run<T>(
  heading: Heading,
  needs: readonly Task<unknown>[],
  work: () => Promise<Judged<T> | string>,
): Promise<Done<T>> {
  for (const need of needs) {
    const { blocks } = await need.done;
    if (blocks !== undefined) return notTried(heading, blocks);
  }
  const result = await work();
  if (typeof result === 'string') return notTried(heading, result);
  const { verdict, value } = result;
  return { step: told(heading, verdict), value, blocks: verdict.blocks };
}

function notTried<T>(heading: Heading, why: string): Done<T> {
  const step: Step = {
    ...heading,
    tried: printable(heading.tried),
    outcome: 'not-tried',
    answer: printable(`Not tried: ${why}.`),
    findings: [],
  };
  return { step, value: undefined, blocks: why };
}

function told(heading: Heading, { answer, findings }: Verdict): Step {
  const levels = findings.map(({ level }) => level);
  const outcome = levels.includes('fault') ? 'fault' : levels.includes('warning') ? 'warning' : 'ok';
  return {
    ...heading,
    tried: printable(heading.tried),
    outcome,
    answer: printable(answer),
    findings: findings.map((one) => ({ ...one, advice: printable(one.advice) })),
  };
}
