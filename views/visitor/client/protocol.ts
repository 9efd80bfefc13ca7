/**
 * The visitor protocol as this client reads it (visitor-protocol sections 4 to 8 and 12): lenient, because the answers
 * may come from an older server or through somebody's proxy. What cannot be used is left out, never thrown.
 */
export const SYSTEM = '00000000-0000-0000-0000-000000000000';

const states = ['initializing', 'alerting', 'active', 'held', 'voicemail', 'disconnected'] as const;
export type ParticipantState = (typeof states)[number];

export type ParticipantType = 'Agent' | 'System' | 'WebUser';

interface EventBase {
  readonly participant: string;
  readonly participantType: ParticipantType;
  /** Position in the visitor's stream, from 0. */
  readonly sequence: number;
}

export interface StateEvent extends EventBase {
  readonly type: 'state';
  readonly name: string | undefined;
  readonly state: ParticipantState;
}

export interface SpokenEvent extends EventBase {
  readonly type: 'text' | 'url' | 'file';
  readonly name: string | undefined;
  readonly value: string;
  /** The id this client gave the message, on servers that repeat it. */
  readonly clientMessageId: string | undefined;
}

/** Carries the next position without using it up. */
export interface TypingEvent extends EventBase {
  readonly type: 'typing';
  readonly typing: boolean;
}

export type ChatEvent = StateEvent | SpokenEvent | TypingEvent;

/** A reason: `error.http.N` or `error.websvc…`. `lost`: it is not known whether the server did what it was asked. */
export interface Refusal {
  readonly ok: false;
  readonly reason: string;
  readonly lost: boolean;
  /** `status.params`, such as the field at fault or a reference number. */
  readonly params: Readonly<Record<string, unknown>>;
}

export type Reply<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface ChatAnswer {
  readonly events: readonly ChatEvent[];
  /** Milliseconds; undefined: as before. */
  readonly pollWait: number | undefined;
  readonly participantID: string | undefined;
  readonly chatID: string | undefined;
  /** Of an accepted message: its place in the visitor's stream, on servers that say so. */
  readonly sequence: number | undefined;
  /** Of a start or a reconnect: the server understands `after`, the stream and `clientMessageId`. The original does not. */
  readonly resumable: boolean;
}

export interface Capabilities {
  readonly common: readonly string[];
  readonly chat: readonly string[];
  readonly callback: readonly string[];
  readonly queueQuery: readonly string[];
}

export interface QueueAnswer {
  readonly agents: number | undefined;
  /** Seconds; undefined: unknown. */
  readonly wait: number | undefined;
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
export const whole = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) ? (value as number) : undefined;

/** A moment in UTC milliseconds, given as such or in ISO 8601. */
export function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** GUIDs are compared without letter case (section 2.3). */
export const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The proxy finds no server behind it, or the server is the standby (section 2.8): nobody but a server can be at fault. */
export const isServerAway = ({ reason }: Refusal): boolean => /^error\.http\.5\d\d$/.test(reason);
/** The standby of a pair surely did nothing. */
export const isStandby = ({ reason }: Refusal): boolean => reason === 'error.http.503';

export const isUnknownSession = (refusal: Refusal): boolean => refusal.reason === 'error.websvc.unknownEntity.session';

/** Text to JSON; undefined when it is none. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The object below `root`, or why there is none. */
export function readAnswer(status: number, body: string, root: string): Reply<Json> {
  if (status !== 200) return { ok: false, reason: `error.http.${status}`, lost: true, params: {} };
  const json = parseJson(body);
  const inner = isObject(json) ? json[root] : undefined;
  if (!isObject(inner)) return { ok: false, reason: 'error.websvc', lost: true, params: {} };
  const outcome = isObject(inner.status) ? inner.status : {};
  if (outcome.type === 'success') return { ok: true, value: inner };
  const params = isObject(outcome.params) ? outcome.params : {};
  return { ok: false, reason: text(outcome.reason) ?? 'error.websvc.general', lost: false, params };
}

export function readChat(answer: Json): ChatAnswer {
  return {
    events: readEvents(answer.events),
    pollWait: whole(answer.pollWaitSuggestion),
    participantID: text(answer.participantID),
    chatID: text(answer.chatID),
    sequence: whole(answer.sequenceNumber),
    resumable: answer.resumable === true,
  };
}

export function readQueue(answer: Json): QueueAnswer {
  const wait = whole(answer.estimatedWaitTime);
  return { agents: whole(answer.agentsAvailable), wait: wait === undefined || wait < 0 ? undefined : wait };
}

/** Capabilities of a serverConfiguration body; undefined when it is none. */
export function readConfiguration(body: string): Capabilities | undefined {
  const json = parseJson(body);
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  const configuration = isObject(first) ? first.serverConfiguration : undefined;
  if (!isObject(configuration)) return undefined;
  const groups = isObject(configuration.capabilities) ? configuration.capabilities : {};
  const list = (name: string): readonly string[] => {
    const group = groups[name];
    return Array.isArray(group) ? group.filter((item) => typeof item === 'string') : [];
  };
  return {
    common: list('common'),
    chat: list('chat'),
    callback: list('callback'),
    queueQuery: list('queueQuery'),
  };
}

/** A list of events, one event, or an object that holds `events`; in order of their sequence numbers. */
export function readEvents(value: unknown): readonly ChatEvent[] {
  if (isObject(value) && isObject(value.chat)) return readEvents(value.chat);
  if (isObject(value) && 'events' in value) return readEvents(value.events);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const events = list.map(readEvent).filter((event) => event !== undefined);
  return events.sort((a, b) => a.sequence - b.sequence);
}

function readEvent(value: unknown): ChatEvent | undefined {
  if (!isObject(value)) return undefined;
  const participant = text(value.participantID);
  const sequence = whole(value.sequenceNumber);
  if (participant === undefined || sequence === undefined) return undefined;
  const base = { participant, sequence, participantType: readType(value.participantType, participant) };
  if (value.type === 'typingIndicator') return { ...base, type: 'typing', typing: value.value === true };
  if (value.type === 'participantStateChanged') {
    const state = states.find((known) => known === value.state);
    return state && { ...base, type: 'state', name: text(value.participantName), state };
  }
  const spoken = (['text', 'url', 'file'] as const).find((known) => known === value.type);
  const content = text(value.value);
  if (spoken === undefined || content === undefined) return undefined;
  const name = text(value.displayName);
  return { ...base, type: spoken, name, value: content, clientMessageId: text(value.clientMessageId) };
}

function readType(value: unknown, participant: string): ParticipantType {
  if (participant === SYSTEM) return 'System';
  const given = typeof value === 'string' ? value.toLowerCase() : '';
  return given === 'webuser' ? 'WebUser' : given === 'system' ? 'System' : 'Agent';
}
