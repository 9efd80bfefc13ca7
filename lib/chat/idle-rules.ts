import type { IdleWarning } from '../interactions/interaction.ts';

/** Browsers let a page in the background poll once a minute: this much more than the idle time is no silence yet. */
export const POLL_SLACK_MS = 90_000;

/** All in milliseconds. */
export interface IdleTimes {
  /** Without a text or typing, until the warning. */
  readonly idle: number;
  /** From the warning to the end. */
  readonly grace: number;
  /** Without a poll or an open stream, until the warning. */
  readonly silence: number;
}

/** What is known of a visitor; times are UTC milliseconds. */
export interface Idleness {
  /** An agent has the chat and is not holding it: the visitor could type. */
  readonly talking: boolean;
  /** The newest of his texts and typing, and of the moment the agent came or came back. */
  readonly active: number;
  /** His newest request of any kind. */
  readonly heard: number;
  readonly warned: IdleWarning | null;
  /** A visitor who was cut off by a restart gets this long to come back. */
  readonly endNotBefore: number;
}

export type IdleVerdict =
  | { readonly does: 'rest'; readonly until: number }
  | { readonly does: 'warn'; readonly why: IdleWarning['why'] }
  | { readonly does: 'end' };

/** What is to be done now about a visitor who may be idle. Pure; `rest` says when to ask again at the latest. */
export function judgeIdleness(visitor: Idleness, times: IdleTimes, now: number): IdleVerdict {
  if (visitor.warned !== null && stands(visitor.warned, visitor)) {
    const end = Math.max(visitor.warned.at + times.grace, visitor.endNotBefore);
    return now >= end ? { does: 'end' } : { does: 'rest', until: end };
  }
  const typing = visitor.talking ? visitor.active + times.idle : Number.POSITIVE_INFINITY;
  const polling = visitor.heard + times.silence;
  const due = Math.min(typing, polling);
  if (now < due) return { does: 'rest', until: due };
  return { does: 'warn', why: now >= typing ? 'typing' : 'polling' };
}

/** Whoever does what he was warned for not doing is warned no more. */
function stands({ why, at }: IdleWarning, { talking, active, heard }: Idleness): boolean {
  return why === 'typing' ? talking && active <= at : heard <= at;
}

/** `idle` and `grace` as parameters have them, in seconds; `gone`: without a poll a visitor is not gone before that. */
export function timesOf({ idle, grace }: { idle: number; grace: number }, gone: number): IdleTimes {
  return { idle: idle * 1000, grace: grace * 1000, silence: Math.max(idle * 1000 + POLL_SLACK_MS, gone) };
}
