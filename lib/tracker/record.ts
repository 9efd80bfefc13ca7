import type { AttemptMade, CodesSet, InteractionEvent, InteractionType, Started } from '../interactions/events.ts';
import { interactionIdKey, type OffsetAt } from './formats.ts';
import { type Names, type Segment, type SegmentType, segmentsOf } from './segments.ts';

/** One interaction in one row (handlers-and-site section 5.4); times in UTC milliseconds, durations in milliseconds. */
export interface InteractionSummary {
  /** 18 characters: the interaction's ten digits and the UTC date of its start. */
  readonly interactionIdKey: string;
  readonly interactionId: string;
  readonly startUtc: number;
  /** Seconds that the server's local time was ahead of UTC. */
  readonly startOffsetS: number;
  readonly endUtc: number;
  /** 1 inbound, 3 intercom. */
  readonly direction: number;
  /** 1 external, 2 intercom. */
  readonly connectionType: number;
  /** 1 chat, 6 callback. */
  readonly mediaType: number;
  /** Telephone number or e-mail address of a callback, network address of a chat. */
  readonly remoteId: string;
  readonly remoteName: string;
  /** As in segments: `workgroup queue:NAME`. */
  readonly lastQueue: string;
  /** Name and key of the agent who was connected last; null: nobody was. */
  readonly lastUser: string | null;
  readonly lastUserId: string | null;
  readonly disposition: Disposition;
  /** Callbacks only; null where the agent said nothing. */
  readonly callbackDisposition: 'success' | 'failure' | null;
  readonly nHeld: number;
  readonly tHeldMs: number;
  /** Without snoozed time, as are all but the next. */
  readonly tQueueMs: number;
  readonly tAlertMs: number;
  readonly tConnectMs: number;
  /** Time outside the queue, snoozed time included. */
  readonly tSystemMs: number;
  readonly nSnoozed: number;
  readonly tSnoozedMs: number;
  readonly nTransfer: number;
  /** Tracker individual; Unknown for an anonymous visitor. */
  readonly indivId: string;
  readonly wrapUpCode: string | null;
  readonly accountCode: string | null;
}

/**
 * 0 unknown, 1 never connected, 2/3 remote/local disconnect while waiting in a workgroup queue, 4/5 while alerting,
 * 6/7 when connected.
 */
export type Disposition = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Somebody who took part: the visitor first, then agents in the order in which they were connected. */
export interface Participant {
  readonly name: string;
  readonly user: string | null;
  readonly indivId: string | null;
  /** 1 initiator, 2 respondent, 3 participant. */
  readonly role: 1 | 2 | 3;
  /** 1: was there to the end; -1: had left before. */
  readonly howEnded: 1 | -1;
}

export interface CustomAttributes {
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly (string | null)[];
}

/** What Tracker keeps of an interaction that has ended. */
export interface Recorded {
  readonly summary: InteractionSummary;
  readonly segments: readonly Segment[];
  readonly participants: readonly Participant[];
  /** An agent took a wrap-up code back. */
  readonly wrapUpTaken: boolean;
  /** Null: none is set. */
  readonly custom: CustomAttributes | null;
}

/** The reserved individual of all anonymous visitors. */
const UNKNOWN = '0000000000000000000002';

/** The record of an interaction, from its journal events in order; undefined while it runs. */
export function recordOf(
  id: string,
  events: readonly InteractionEvent[],
  names: Names,
  offsetAt: OffsetAt,
): Recorded | undefined {
  const [first] = events;
  const ended = events.some(({ type, body }) => type === 'state' && body.state === 'Disconnected');
  if (first?.type !== 'started' || !ended) return undefined;
  const segments = segmentsOf(events, names);
  return {
    summary: summaryOf(id, first.at, first.body, events, segments, offsetAt),
    segments,
    participants: participantsOf(first.body, segments),
    wrapUpTaken: events.some(({ type, body }) => type === 'codes' && body.wrapUpCode === null),
    custom: customOf(first.body.attributes ?? {}),
  };
}

function summaryOf(
  id: string,
  startUtc: number,
  start: Started['body'],
  events: readonly InteractionEvent[],
  segments: readonly Segment[],
  offsetAt: OffsetAt,
): InteractionSummary {
  const last = segments.at(-1) as Segment;
  const connected = lastOf(segments, 'Connect');
  const snoozed = segments.filter(({ details }) => details !== null);
  const time = (type: SegmentType) => sum(segments.filter((segment) => segment.type === type));
  return {
    interactionIdKey: interactionIdKey(id, startUtc),
    interactionId: id,
    startUtc,
    startOffsetS: offsetAt(startUtc),
    endUtc: last.start + last.durationMs,
    ...kindOf(start.kind),
    remoteId: last.remoteAddress,
    remoteName: last.remoteName,
    lastQueue: last.queue,
    lastUser: connected?.localParties[0] ?? null,
    lastUserId: connected?.user ?? null,
    disposition: dispositionOf(segments),
    callbackDisposition: outcomeOf(events),
    nHeld: segments.filter(({ type }) => type === 'Held').length,
    tHeldMs: time('Held'),
    tQueueMs: time('Queue'),
    tAlertMs: time('Alert'),
    tConnectMs: time('Connect'),
    tSystemMs: time('System'),
    nSnoozed: snoozed.length,
    tSnoozedMs: sum(snoozed),
    nTransfer: segments.filter(({ endCode }) => endCode === 'LocalTransfer').length,
    indivId: start.individual ?? UNKNOWN,
    wrapUpCode: codeOf(events, 'wrapUpCode'),
    accountCode: codeOf(events, 'accountCode'),
  };
}

function kindOf(kind: InteractionType) {
  if (kind === 'intercom') return { direction: 3, connectionType: 2, mediaType: 1 };
  return { direction: 1, connectionType: 1, mediaType: kind === 'callback' ? 6 : 1 };
}

function lastOf(segments: readonly Segment[], type: SegmentType): Segment | undefined {
  return segments.findLast((segment) => segment.type === type);
}

function sum(segments: readonly Segment[]): number {
  return segments.reduce((total, { durationMs }) => total + durationMs, 0);
}

/** From how the last segment ended. A snoozed callback counts as waiting: it is snoozed on the workgroup's queue. */
export function dispositionOf(segments: readonly Segment[]): Disposition {
  const last = segments.at(-1);
  const remote = last?.endCode === 'RemoteDisconnect';
  if (!last || !(remote || last.endCode === 'LocalDisconnect')) return lastOf(segments, 'Connect') ? 0 : 1;
  if (last.type === 'Alert') return remote ? 4 : 5;
  if (last.type === 'Connect' || last.type === 'Held') return remote ? 6 : 7;
  const waits = (last.type === 'Queue' || last.details !== null) && last.queue.startsWith('workgroup ');
  if (waits) return remote ? 2 : 3;
  return lastOf(segments, 'Connect') ? 0 : 1;
}

function outcomeOf(events: readonly InteractionEvent[]): 'success' | 'failure' | null {
  const said = events.findLast(
    (event): event is InteractionEvent & AttemptMade =>
      event.type === 'attempt' && (event.body.step === 'complete' || event.body.step === 'failed'),
  );
  return said ? (said.body.step === 'complete' ? 'success' : 'failure') : null;
}

function codeOf(events: readonly InteractionEvent[], name: 'wrapUpCode' | 'accountCode'): string | null {
  const set = events.findLast(
    (event): event is InteractionEvent & CodesSet => event.type === 'codes' && event.body[name] !== undefined,
  );
  return set?.body[name] ?? null;
}

function participantsOf(start: Started['body'], segments: readonly Segment[]): Participant[] {
  const visitor: Participant = {
    name: start.name,
    user: null,
    indivId: start.individual ?? UNKNOWN,
    role: 1,
    howEnded: 1,
  };
  const last = segments.at(-1);
  const stayed = last?.type === 'Connect' || last?.type === 'Held' ? last.user : null;
  const agents = new Map<string, Participant>();
  for (const { type, user, localParties } of segments) {
    if (type !== 'Connect' || user === null || agents.has(user)) continue;
    const role = agents.size === 0 ? 2 : 3;
    agents.set(user, {
      name: localParties[0] ?? user,
      user,
      indivId: null,
      role,
      howEnded: user === stayed ? 1 : -1,
    });
  }
  return [visitor, ...agents.values()];
}

const places = [1, 2, 3, 4, 5];

/** `CustomNum1` to `CustomNum5` and `CustomString1` to `CustomString5`, from the page or not; letter case does not matter. */
function customOf(attributes: Readonly<Record<string, string>>): CustomAttributes | null {
  const named = new Map(Object.entries(attributes).map(([name, value]) => [shortName(name), value]));
  const texts = places.map((place) => named.get(`customstring${place}`) ?? null);
  const numbers = places.map((place) => numberOf(named.get(`customnum${place}`)));
  return [...texts, ...numbers].some((value) => value !== null) ? { numbers, texts } : null;
}

function shortName(name: string): string {
  return name.toLowerCase().replace(/^webtools_/, '');
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
