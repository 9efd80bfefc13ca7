import type { AgentActor } from '../chat/chat.ts';
import { IwtError } from '../errors.ts';
import { isZone } from '../hours/hours.ts';
import type { CallbackRequest } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { VisitorAccount } from '../interactions/visitor-login.ts';
import { type ReadContexts, type RoutingContext, readRoutingContexts } from '../skills/skills.ts';
import * as limits from '../wire/limits.ts';
import {
  clean,
  oneLine,
  readVisitorInput,
  refuse,
  type VisitorInput,
  type VisitorRequest,
  within,
} from '../wire/visitor-input.ts';

/** May this caller do this now, and is what he sends sound? Nothing here changes anything. */

/** Characters of an agent's note about an attempt (handlers-and-site section 4.10). */
const MAX_NOTE = 2_000;
/** A week. */
const MOST_MINUTES = 10_080;

/** What a visitor asks for with callback/create (visitor-protocol section 9.1), already read from the wire. */
export interface CallbackInput extends VisitorInput {
  /** Who is signed in on the page that asks; absent: a password, or nobody. */
  readonly account?: VisitorAccount | undefined;
  /** As typed. Without it `email` is needed, and the request is a message to be answered by e-mail. */
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  readonly subject?: string | undefined;
  readonly routingContexts?: readonly RoutingContext[] | undefined;
  /** ISO 8601 with an offset: the time the visitor prefers. */
  readonly preferredTime?: string | undefined;
  /** IANA name. */
  readonly timeZone?: string | undefined;
}

/** A request that is sound; whether its time suits depends on the queue. */
export interface Wanted extends VisitorRequest {
  readonly request: Omit<CallbackRequest, 'number' | 'preferredAt'>;
  readonly contexts: ReadContexts['contexts'];
  /** As the visitor gave it. */
  readonly preferredTime: string | undefined;
}

/** What an agent says happened (handlers-and-site section 4.10). */
export interface CallbackAction {
  readonly action: 'call' | 'complete' | 'failed' | 'retryLater';
  /** At most 2,000 characters. */
  readonly note?: string | undefined;
  /** `retryLater` only: minutes instead of the workgroup's own; 1 to 10,080. */
  readonly minutes?: number | undefined;
}

/** Reads a telephone number as typed. @throws IwtError `telephone.invalid` */
export type ReadTelephone = (typed: string) => { readonly e164: string; readonly extension?: string };

export function readRequest(input: CallbackInput, telephone: ReadTelephone): Wanted {
  const visitor = readVisitorInput(input);
  const subject = clean(within(input.subject ?? '', limits.MAX_SUBJECT, 'subject')).trim();
  const { contexts, attributes: routing } = readRoutingContexts(input.routingContexts);
  const attributes = { ...visitor.attributes, ...routing };
  const timeZone = readTimeZone(input.timeZone);
  const request = { ...readContact(input, telephone), subject, ...(timeZone ? { timeZone } : {}) };
  const preferredTime = within(input.preferredTime ?? '', limits.MAX_TIME, 'preferredTime').trim() || undefined;
  return { ...visitor, attributes, contexts, request, preferredTime };
}

function readContact(input: CallbackInput, telephone: ReadTelephone) {
  const typed = oneLine(within(input.telephone ?? '', limits.MAX_TELEPHONE, 'telephone'));
  const email = readEmail(input.email ?? '');
  if (typed === '' && email === undefined) {
    throw refuse('request.missing-data', 'A telephone number or an e-mail address is needed.', 'telephone');
  }
  const number = typed === '' ? undefined : telephone(typed);
  return {
    ...(number ? { telephone: number.e164, typed } : {}),
    ...(number?.extension ? { extension: number.extension } : {}),
    ...(email ? { email } : {}),
  };
}

/** Whether mail arrives there only mail can tell; what cannot be an address is refused. */
function readEmail(text: string): string | undefined {
  const email = within(text, limits.MAX_EMAIL, 'email').trim();
  if (email === '') return undefined;
  const [, local = '', domain = ''] = /^([^@\s\p{Cc}\p{Surrogate}]+)@([^@\s\p{Cc}\p{Surrogate}]+)$/u.exec(email) ?? [];
  if (local === '') {
    throw refuse('request.invalid', 'This is no e-mail address. Write it like name@example.org.', 'email');
  }
  // A few letters become two when they become small.
  return within(`${local}@${domain.toLowerCase()}`, limits.MAX_EMAIL, 'email');
}

/** A hint only: browsers may know newer names than this machine. */
function readTimeZone(name: string | undefined): string | undefined {
  const trimmed = name?.trim() ?? '';
  return isZone(trimmed) ? trimmed : undefined;
}

/** The digits of a callback's number, however they were spaced; it may still be nobody's. */
export function readNumber(number: string): string {
  return within(number, limits.MAX_ID, 'callbackID').replace(/[\s\p{Pd}.,/()]+/gu, '');
}

export interface Act {
  readonly action: CallbackAction['action'];
  readonly note: string | undefined;
  readonly minutes: number | undefined;
}

const ACTIONS: readonly string[] = ['call', 'complete', 'failed', 'retryLater'];

export function readAction({ action, note, minutes }: CallbackAction): Act {
  if (!ACTIONS.includes(action)) {
    throw refuse('request.invalid', 'The action is call, complete, failed or retryLater.', 'action');
  }
  const sound = minutes === undefined || (Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES);
  if (!sound) {
    throw refuse('request.invalid', `minutes is a whole number from 1 to ${MOST_MINUTES}.`, 'minutes');
  }
  if (minutes !== undefined && action !== 'retryLater') {
    throw refuse('request.invalid', 'Only retryLater takes minutes.', 'minutes');
  }
  return { action, note: clean(within(note ?? '', MAX_NOTE, 'note')).trim() || undefined, minutes };
}

export function requireCallback(state: Interaction | undefined): CallbackState {
  if (state?.type === 'callback' && state.callback !== null) return state as CallbackState;
  throw new IwtError('interaction.unknown', 'There is no such callback.');
}

/** An interaction that is a callback. */
export type CallbackState = Interaction & { readonly callback: NonNullable<Interaction['callback']> };

/** While it waits outside the queue, those who supervise decide about it; otherwise those who serve the queue. */
export function requirePicker(state: Interaction, actor: AgentActor, serves: boolean): void {
  if (state.state === 'Scheduled' || state.state === 'Snoozed') {
    if (actor.role !== 'agent') return;
    throw new IwtError('forbidden', 'Only supervisors pick up a callback before its time.');
  }
  if (state.user === actor.id || serves) return;
  throw new IwtError('forbidden', 'The callback waits in a queue of others.');
}

/** Assigned to him; after the end: he was in it. */
export function isOwn(state: Interaction, { id }: AgentActor): boolean {
  return state.endedAt === null ? state.user === id : state.parties.some((party) => party.user === id);
}

export function requireOwn(state: Interaction, actor: AgentActor): void {
  if (!isOwn(state, actor)) throw new IwtError('forbidden', 'The callback belongs to somebody else.');
}

/** May end it: his own, or anybody's when he supervises. */
export function requireEnder(state: Interaction, actor: AgentActor): void {
  if (actor.role === 'agent') requireOwn(state, actor);
}
