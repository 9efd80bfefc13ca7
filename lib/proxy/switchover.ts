import type { Outcome } from './upstreams.ts';

/** Failures in a row, without an answer in between, after which a server counts as gone. */
const FAILURES_TO_OPEN = 2;
/** How long a circuit stays open before a visitor's request is tried again: doubled with every trial that fails, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * What is known of one CIC server. While the circuit is not closed, `role` is `unknown`, and `reason` says why it
 * opened; while it is closed there is no reason.
 */
export interface ServerFacts {
  readonly circuit: 'closed' | 'open' | 'half-open';
  readonly role: 'active' | 'backup' | 'unknown';
  /** UTC milliseconds since when it works, does not work, or has this role. */
  readonly since: number;
  readonly reason: string | undefined;
  /** Whether the last attempt surely did not arrive, so that another one costs a visitor next to nothing. */
  readonly refuses: boolean;
  /** Failures since the last answer. */
  readonly failures: number;
  /** Milliseconds that the circuit stays open, now or when it opens next. */
  readonly pause: number;
  /** When an open circuit is tried again, UTC milliseconds; undefined in the other states. */
  readonly dueAt: number | undefined;
}

/** What became of an attempt at the server, or that it is time to look whether an open circuit is due. */
export type Input = Outcome | { readonly kind: 'due' };

/** A server that nobody has asked yet: it gets requests. */
export function unasked(now: number): ServerFacts {
  return { ...working, role: 'unknown', since: now };
}

const working = {
  circuit: 'closed',
  reason: undefined,
  refuses: false,
  failures: 0,
  pause: FIRST_PAUSE_MS,
  dueAt: undefined,
} as const;

/**
 * What is known after `input`. Pure.
 *
 * Any answer proves life. What surely did not arrive opens the circuit at once; what was sent and got no answer may be
 * the fault of that one request, so two in a row are needed.
 */
export function next(facts: ServerFacts, input: Input, now: number): ServerFacts {
  switch (input.kind) {
    case 'answered':
      return answered(facts, input.status, now);
    case 'unreachable':
      return failed(facts, input.code, true, now);
    case 'failed':
      return failed(facts, input.code, false, now);
    case 'due':
      return isDue(facts, now) ? { ...facts, circuit: 'half-open', dueAt: undefined } : facts;
  }
}

function isDue({ dueAt, pause }: ServerFacts, now: number): boolean {
  if (dueAt === undefined) return false;
  const wasSetBack = now < dueAt - pause;
  return now >= dueAt || wasSetBack;
}

/** Other server errors and redirects (of a proxy in between, say) tell nothing of the role. */
function answered(facts: ServerFacts, status: number, now: number): ServerFacts {
  const spoken = status === 503 ? 'backup' : isOrdinary(status) ? 'active' : undefined;
  const role = spoken ?? facts.role;
  if (facts.circuit === 'closed' && role === facts.role && facts.failures === 0) return facts;
  const since = facts.circuit === 'closed' && role === facts.role ? facts.since : now;
  return { ...working, role, since };
}

function isOrdinary(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500);
}

function failed(facts: ServerFacts, code: string, refuses: boolean, now: number): ServerFacts {
  const failures = facts.failures + 1;
  if (facts.circuit === 'closed' && !refuses && failures < FAILURES_TO_OPEN) return { ...facts, failures };
  // What was sent before the circuit opened may fail long after; that neither lengthens the pause nor starts it anew.
  if (facts.circuit === 'open') return { ...facts, failures, refuses };
  const pause = facts.circuit === 'half-open' ? Math.min(facts.pause * 2, LONGEST_PAUSE_MS) : facts.pause;
  const since = facts.circuit === 'half-open' ? facts.since : now;
  return { circuit: 'open', role: 'unknown', since, reason: code, refuses, failures, pause, dueAt: now + pause };
}

/** Answers, and is not the backup as far as is known. */
export function canLead({ circuit, role }: ServerFacts): boolean {
  return circuit === 'closed' && role !== 'backup';
}

/**
 * Which server is the active one, `current` (an index) having been it. Two that both say so do not take turns: the
 * current one stays. When none can be, it stays too, because it is the one that is missed. Pure.
 */
export function activeOf(servers: readonly ServerFacts[], current: number): number {
  const isActive = ({ circuit, role }: ServerFacts) => circuit === 'closed' && role === 'active';
  for (const fits of [isActive, canLead]) {
    const one = servers[current];
    if (one && fits(one)) return current;
    const other = servers.findIndex(fits);
    if (other !== -1) return other;
  }
  return current;
}

/** The servers that work (indexes), in the order to send a request to: the active one first, backups last. Pure. */
export function orderOf(servers: readonly ServerFacts[], active: number): readonly number[] {
  const rank = (index: number) => ranks[servers[index]?.role ?? 'unknown'];
  return [...servers.keys()]
    .filter((index) => servers[index]?.circuit === 'closed')
    .sort((a, b) => rank(a) - rank(b) || Number(b === active) - Number(a === active));
}

const ranks = { active: 0, unknown: 1, backup: 2 } as const;
