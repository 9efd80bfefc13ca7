import { IwtError } from '../errors.ts';
import { currentAttempt } from '../interactions/callback.ts';
import type { AttemptStep, EndCode, NewEvent, QueueRef } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision } from '../interactions/interactions.ts';
import { leave, offering, type Seat, SYSTEM_PARTY, type SystemTexts, seatAgent } from '../queues/queues.ts';
import type { CallbackState } from './bridge.ts';

/**
 * What may happen to a callback, when (handlers-and-site section 4.10):
 *
 *   Scheduled ─due─► Offering ─assign─► Alerting ─pickup─► Connected ─complete, failed─► Disconnected
 *                       ▲                                      │
 *                       └───────due─────── Snoozed ◄──retryLater┘
 *
 * An alert that runs out and an agent who is gone lead back to Offering, those who serve pick up from Offering and
 * Alerting, supervisors also from Scheduled and Snoozed; visitors cancel and agents disconnect from everywhere.
 */

/** Number of the visitor's party in every interaction. */
const VISITOR_PARTY = 0;

const NOTHING: Decision<void> = { events: [], result: undefined };

/** How a callback begins; `until` is when it comes into the queue, null: at once. */
export function begin(visitor: string, queue: QueueRef, until: number | null, texts: SystemTexts): NewEvent[] {
  return [
    { type: 'party', body: { party: VISITOR_PARTY, state: 'active', kind: 'visitor', name: visitor } },
    { type: 'party', body: { party: SYSTEM_PARTY, state: 'active', kind: 'system', name: texts.systemName() } },
    until === null
      ? { type: 'state', body: offering(queue) }
      : { type: 'state', body: { state: 'Scheduled', queue, user: null, reason: 'schedule', until } },
  ];
}

/** Its time has come: into the queue, in the place that its start gives it. An older timer changes nothing. */
export function due(state: CallbackState, until: number): Decision<void> {
  if (!isAside(state) || state.callback.until !== until) return NOTHING;
  return { events: [{ type: 'state', body: { ...offering(state.queue), reason: 'due' } }], result: undefined };
}

/** The agent takes it, from wherever it waits; one's own again changes nothing. */
export function pickup(state: CallbackState, seat: Seat, texts: SystemTexts): Decision<void> {
  if (state.state === 'Connected' && state.user === seat.user) return NOTHING;
  if (state.state !== 'Offering' && state.state !== 'Alerting' && !isAside(state)) throw notNow(state);
  const events: NewEvent[] = [
    ...leave(state, (party) => party.kind === 'agent' && party.user !== seat.user, texts),
    seatAgent(state, seat, 'active'),
    { type: 'state', body: { state: 'Connected', user: seat.user, reason: 'pickup' } },
  ];
  return { events, result: undefined };
}

/** *Make Call*. Pressed again in the same attempt it changes nothing, unless there is something to note. */
export function call(state: CallbackState, user: string, note?: string): Decision<void> {
  requireConnected(state, user);
  const known = attemptNow(state);
  const calledBefore = known?.user === user && known.calledAt !== null;
  if (calledBefore && (note === undefined || note === known.note)) return NOTHING;
  return { events: [attempted(state, user, 'call', note)], result: undefined };
}

/** *Callback Complete* and *Attempt Failed* end it with a disposition, for reports. */
export function dispose(
  state: CallbackState,
  user: string,
  step: 'complete' | 'failed',
  note: string | undefined,
  texts: SystemTexts,
): Decision<void> {
  if (state.state === 'Disconnected' && wasDone(state, user, step)) return NOTHING;
  requireConnected(state, user);
  const ended = end(state, 'LocalDisconnect', texts);
  return { events: [attempted(state, user, step, note), ...ended.events], result: undefined };
}

export interface Snooze {
  readonly until: number;
  /** How often it may be snoozed. */
  readonly retries: number;
  readonly note: string | undefined;
}

/** *Retry Later*: away from the agent, and back into the queue at `until`. */
export function retryLater(state: CallbackState, user: string, snooze: Snooze, texts: SystemTexts): Decision<void> {
  if (state.state === 'Snoozed' && wasDone(state, user, 'retryLater')) return NOTHING;
  requireConnected(state, user);
  const { snoozes } = state.callback;
  if (snoozes >= snooze.retries) {
    throw new IwtError('callback.retries', 'It was tried as often as allowed: end it as complete or failed.', {
      retries: snooze.retries,
    });
  }
  const events: NewEvent[] = [
    attempted(state, user, 'retryLater', snooze.note),
    ...leave(state, (party) => party.kind === 'agent', texts),
    { type: 'state', body: { state: 'Snoozed', user: null, reason: 'snooze', until: snooze.until } },
  ];
  return { events, result: undefined };
}

/** The end from either side, whatever goes on. Ending again changes nothing. */
export function end(state: CallbackState, code: EndCode, texts: SystemTexts): Decision<void> {
  if (state.endedAt !== null) return NOTHING;
  const events: NewEvent[] = [
    ...leave(state, (party) => party.kind === 'agent', texts),
    { type: 'party', body: { party: VISITOR_PARTY, state: 'disconnected' } },
    { type: 'state', body: { state: 'Disconnected', reason: 'end', end: code } },
  ];
  return { events, result: undefined };
}

/** It waits outside the queue, for a time. */
export function isAside({ state }: Pick<Interaction, 'state'>): boolean {
  return state === 'Scheduled' || state === 'Snoozed';
}

/** The agent did just that last: the answer got lost, and he asks again. */
export function wasDone(state: CallbackState, user: string, step: AttemptStep): boolean {
  const last = state.callback.attempts.at(-1);
  return last?.user === user && last.outcome === step;
}

function attemptNow({ callback }: CallbackState) {
  return callback.attempts.find(({ attempt }) => attempt === currentAttempt(callback));
}

function attempted(state: CallbackState, user: string, step: AttemptStep, note: string | undefined): NewEvent {
  const attempt = currentAttempt(state.callback);
  return { type: 'attempt', body: note === undefined ? { attempt, user, step } : { attempt, user, step, note } };
}

function requireConnected(state: CallbackState, user: string): void {
  if (state.state !== 'Connected' || state.user !== user) throw notNow(state);
}

function notNow({ state }: Interaction): IwtError {
  return new IwtError('interaction.state', `That is not possible while the callback is ${state}.`, { state });
}
