import type { AttemptMade, AttemptStep, CallbackRequest, InteractionEvent, StateChanged } from './events.ts';

/** One try to reach the visitor. */
export interface Attempt {
  /** Counts from 1. */
  readonly attempt: number;
  /** Key of the agent who tried. */
  readonly user: string;
  /** When *Make Call* was pressed first; null: it was not. */
  readonly calledAt: number | null;
  /** How it ended; null: it goes on. */
  readonly outcome: Exclude<AttemptStep, 'call'> | null;
  readonly endedAt: number | null;
  readonly note: string | null;
}

/** What only callbacks have, as part of the fold. */
export interface Callback {
  readonly request: CallbackRequest;
  /** When it first came into the queue; null: not yet. Waiting counts from here. */
  readonly queuedAt: number | null;
  /** When `Scheduled` or `Snoozed` ends, UTC milliseconds; null in other states. */
  readonly until: number | null;
  /** Times it was snoozed. */
  readonly snoozes: number;
  readonly attempts: readonly Attempt[];
  /** What the agent said of it, for reports; null: nothing yet. */
  readonly disposition: 'success' | 'failure' | null;
}

export function beginCallback(request: CallbackRequest | undefined): Callback | null {
  if (!request) return null;
  return { request, queuedAt: null, until: null, snoozes: 0, attempts: [], disposition: null };
}

/** The number of the attempt that goes on or comes next. */
export function currentAttempt({ snoozes }: Callback): number {
  return snoozes + 1;
}

export function withCallbackState(before: Callback, at: number, { state, until }: StateChanged['body']): Callback {
  return {
    ...before,
    queuedAt: before.queuedAt ?? (state === 'Offering' ? at : null),
    until: state === 'Scheduled' || state === 'Snoozed' ? (until ?? null) : null,
    snoozes: before.snoozes + (state === 'Snoozed' ? 1 : 0),
  };
}

export function withAttempt(before: Callback, { at, body }: InteractionEvent & AttemptMade): Callback {
  const { attempt: number, user, step, note } = body;
  const known = before.attempts.find(({ attempt }) => attempt === number);
  const ended = step !== 'call';
  const attempt: Attempt = {
    attempt: number,
    user,
    calledAt: known?.calledAt ?? (ended ? null : at),
    outcome: ended ? step : null,
    endedAt: ended ? at : null,
    note: note ?? known?.note ?? null,
  };
  const attempts = known
    ? before.attempts.map((one) => (one === known ? attempt : one))
    : [...before.attempts, attempt];
  const disposition = step === 'complete' ? 'success' : step === 'failed' ? 'failure' : before.disposition;
  return { ...before, attempts, disposition };
}
