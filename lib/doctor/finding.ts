import { advice, type Code, type Facts, type Level } from './advice.ts';

/** What the doctor found wrong. */
export interface Finding {
  /** Stable; docs/doctor.md lists them all. */
  readonly code: Code;
  readonly level: Level;
  /** One sentence: what to do. */
  readonly advice: string;
}

/** What a result means. */
export interface Verdict {
  /** One sentence: what came back. */
  readonly answer: string;
  readonly findings: readonly Finding[];
  /** Why what builds on this cannot be tried, as the end of "Not tried: …"; undefined: it can. */
  readonly blocks?: string;
}

/** A verdict with what others build on. */
export interface Judged<T> {
  readonly verdict: Verdict;
  /** Undefined: not known. */
  readonly value: T | undefined;
}

/** `level` is given where it differs from the one in the table. */
export function finding(code: Code, facts: Facts = {}, level?: Level): Finding {
  const row = advice[code];
  return { code, level: level ?? row.level, advice: row.advice(facts) };
}

export function well(answer: string): Verdict {
  return { answer, findings: [] };
}
