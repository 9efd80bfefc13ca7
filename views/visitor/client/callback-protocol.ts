import { isObject, type Json, readTime, text, whole } from './protocol.ts';

/**
 * The callback half of the visitor protocol (section 9) as this client reads it, with the fields our own server adds.
 * Servers that do not have them leave them out; then the page says less.
 */
const states = [
  ...(['scheduled', 'waiting', 'alerting', 'connected', 'snoozed'] as const),
  ...(['complete', 'failed', 'cancelled'] as const),
] as const;
export type CallbackState = (typeof states)[number];

/** States after which nothing comes. */
export type CallbackEnd = 'complete' | 'failed' | 'cancelled';

export interface CallbackStatus {
  readonly state: CallbackState;
  /** The server's own words for the state, where it has no state that we know. */
  readonly words: string | undefined;
  readonly agent: { readonly name: string; readonly id: string | undefined } | undefined;
  /** When a scheduled or snoozed callback is tried (again), UTC milliseconds. */
  readonly until: number | undefined;
  readonly position: number | undefined;
  /** Seconds; undefined: unknown. */
  readonly wait: number | undefined;
  /** It has waited longer than its place in the queue let expect. */
  readonly overdue: boolean;
  readonly subject: string | undefined;
}

export interface CreatedCallback {
  readonly participantID: string;
  readonly callbackID: string;
}

export function readCreated(answer: Json): CreatedCallback | undefined {
  const participantID = text(answer.participantID);
  const callbackID = text(answer.callbackID);
  return participantID && callbackID ? { participantID, callbackID } : undefined;
}

export function readStatus(answer: Json): CallbackStatus {
  const acd = isObject(answer.acdStatus) ? answer.acdStatus : {};
  const assigned = isObject(answer.assignedAgent) ? answer.assignedAgent : undefined;
  const given = typeof answer.state === 'string' ? answer.state.toLowerCase() : '';
  const known = states.find((state) => state === given);
  const words = text(acd.interactionState);
  const estimate = positive(acd.estimatedCallbackTime);
  const average = positive(acd.queueWaitTime);
  return {
    state: known ?? (assigned ? 'connected' : 'waiting'),
    // An unexpanded placeholder is no text.
    words: known || (words && /%\d+%/.test(words)) ? undefined : words,
    agent: assigned && { name: text(assigned.name) ?? '', id: text(assigned.participantID) },
    until: readTime(answer.until),
    position: positive(acd.queuePosition),
    wait: estimate ?? (acd.estimatedCallbackTime === 0 ? undefined : average),
    overdue: acd.estimatedCallbackTime === 0 && average !== undefined,
    subject: text(answer.subject),
  };
}

export function isEnd(state: CallbackState): state is CallbackEnd {
  return state === 'complete' || state === 'failed' || state === 'cancelled';
}

function positive(value: unknown): number | undefined {
  const number = whole(value);
  return number !== undefined && number > 0 ? number : undefined;
}
