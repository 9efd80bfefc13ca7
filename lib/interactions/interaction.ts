import { beginCallback, type Callback, withAttempt, withCallbackState } from './callback.ts';
import { erasedCallback } from './erased.ts';
import type {
  EndCode,
  Erased,
  IdleWarned,
  InteractionEvent,
  InteractionState,
  InteractionType,
  PartyChanged,
  PartyKind,
  PartyState,
  QueueRef,
  Routing,
  StateChanged,
  TextSent,
} from './events.ts';

/** Somebody in an interaction: 0 is the visitor, 1 the system, agents from 2. */
export interface Party {
  readonly party: number;
  readonly kind: PartyKind;
  readonly name: string;
  readonly state: PartyState;
  /** Key of an agent's user. */
  readonly user: string | null;
  /** Public GUID of an agent in this interaction. */
  readonly participantId: string | null;
  /** When it first became active. */
  readonly joinedAt: number | null;
  /** When it disconnected, until it comes back. */
  readonly leftAt: number | null;
}

/** A text that came with a client message id, so that a repeat is known. */
export interface Sent {
  readonly party: number;
  readonly clientMessageId: string;
  readonly seq: number;
  readonly visitorSeq: number;
}

/** The newest text, for lists. */
export interface LastText {
  readonly party: number;
  readonly text: string;
  readonly seq: number;
  readonly at: number;
}

/** The newest warning that the visitor is idle. */
export type IdleWarning = IdleWarned['body'] & { readonly at: number };

/** The fold of an interaction's events. Never changed; every event makes a new one. */
export interface Interaction {
  readonly id: string;
  readonly type: InteractionType;
  /** `seq` of the newest event. */
  readonly version: number;
  readonly startedAt: number;
  readonly state: InteractionState;
  readonly stateSince: number;
  readonly queue: QueueRef;
  /** The agent it is alerting, connected to or held by. */
  readonly user: string | null;
  /** The agent it alerted last without success, who is not tried first again. */
  readonly lastAttempted: string | null;
  readonly parties: readonly Party[];
  /** How many events the visitor may see: the next one's `visitorSeq`. */
  readonly visible: number;
  /** The visitor's name. */
  readonly name: string;
  readonly language: string | null;
  readonly individual: string | null;
  readonly address: string | null;
  /** The address as limits count it. */
  readonly caller: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Null: any agent of the queue may get it. */
  readonly routing: Routing | null;
  readonly chatDigest: string;
  readonly participantDigest: string;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly end: EndCode | null;
  /** The newest text that a person wrote. */
  readonly lastText: LastText | null;
  /** When the visitor sent his newest text. */
  readonly visitorTextAt: number | null;
  readonly idleWarning: IdleWarning | null;
  /** The newest texts with a client message id, oldest first. */
  readonly sent: readonly Sent[];
  /** Null: it is no callback. */
  readonly callback: Callback | null;
  readonly wrapUpCode: string | null;
  readonly accountCode: string | null;
}

/** Texts remembered for their client message id: more than any client has on its way at once. */
export const mostSent = 16;

const noAttributes: Readonly<Record<string, string>> = Object.freeze({});
const noParties: readonly Party[] = Object.freeze([]);
const noSent: readonly Sent[] = Object.freeze([]);

/** Whether the visitor sees events of this type. */
export function isVisible(type: string): boolean {
  return type === 'party' || type === 'text';
}

/**
 * The state after one more event. Pure; the same events always make the same state. Types it does not know (a newer
 * version of the package wrote them) count, and change nothing else.
 */
export function evolve(state: Interaction, event: InteractionEvent): Interaction {
  if (event.seq !== state.version + 1) {
    throw new Error(`Event ${event.seq} of interaction ${state.id} does not follow version ${state.version}.`);
  }
  switch (event.type) {
    case 'party':
      return withParty(state, event);
    case 'text':
      return withText(state, event);
    case 'state':
      return withState(state, event);
    case 'attempt':
      return { ...state, version: event.seq, callback: state.callback && withAttempt(state.callback, event) };
    case 'idle':
      return { ...state, version: event.seq, idleWarning: { ...event.body, at: event.at } };
    case 'codes':
      return {
        ...state,
        version: event.seq,
        wrapUpCode: event.body.wrapUpCode === undefined ? state.wrapUpCode : event.body.wrapUpCode,
        accountCode: event.body.accountCode === undefined ? state.accountCode : event.body.accountCode,
      };
    case 'erased':
      return withErased(state, event);
    default:
      return { ...state, version: event.seq };
  }
}

/** The state after its first event. */
export function begin(id: string, { seq, at, type, body }: InteractionEvent): Interaction {
  if (type !== 'started' || seq !== 1) throw new Error(`Interaction ${id} does not begin with its start.`);
  return {
    id,
    type: body.kind,
    version: 1,
    startedAt: at,
    state: 'Initializing',
    stateSince: at,
    queue: shared(body.queue),
    user: null,
    lastAttempted: null,
    parties: noParties,
    visible: 0,
    name: body.name,
    language: body.language ?? null,
    individual: body.individual ?? null,
    address: body.address ?? null,
    caller: body.caller ?? null,
    attributes: body.attributes ?? noAttributes,
    routing: body.routing ?? null,
    chatDigest: body.chatDigest,
    participantDigest: body.participantDigest,
    answeredAt: null,
    endedAt: null,
    end: null,
    lastText: null,
    visitorTextAt: null,
    idleWarning: null,
    sent: noSent,
    callback: beginCallback(body.callback),
    wrapUpCode: null,
    accountCode: null,
  };
}

/** The state after events that follow `state`; without one, after an interaction's first events. */
export function fold(
  id: string,
  state: Interaction | undefined,
  events: readonly InteractionEvent[],
): Interaction | undefined {
  let folded = state;
  for (const event of events) folded = folded ? evolve(folded, event) : begin(id, event);
  return folded;
}

/** As if the events before had been what `erasedBody` makes of them. */
function withErased(state: Interaction, { seq, body: { text } }: InteractionEvent & Erased): Interaction {
  return {
    ...state,
    version: seq,
    name: text,
    individual: null,
    address: null,
    caller: null,
    attributes: noAttributes,
    parties: state.parties.map((party) => (party.party === 0 ? { ...party, name: text } : party)),
    lastText: state.lastText && { ...state.lastText, text },
    sent: noSent,
    callback: state.callback && erasedCallback(state.callback, text),
  };
}

function withParty(state: Interaction, { seq, at, body }: InteractionEvent & PartyChanged): Interaction {
  const before = state.parties.find((one) => one.party === body.party);
  const party: Party = {
    party: body.party,
    kind: body.kind ?? before?.kind ?? 'system',
    name: body.name ?? before?.name ?? '',
    state: body.state,
    user: body.user ?? before?.user ?? null,
    participantId: body.participantId ?? before?.participantId ?? null,
    joinedAt: before?.joinedAt ?? (body.state === 'active' ? at : null),
    leftAt: body.state === 'disconnected' ? at : null,
  };
  const parties = before ? state.parties.map((one) => (one === before ? party : one)) : [...state.parties, party];
  return { ...state, version: seq, visible: state.visible + 1, parties };
}

function withText(state: Interaction, { seq, at, body }: InteractionEvent & TextSent): Interaction {
  const { party, text, clientMessageId } = body;
  let sent = state.sent;
  if (clientMessageId !== undefined) {
    sent = [...sent.slice(1 - mostSent), { party, clientMessageId, seq, visitorSeq: state.visible }];
  }
  const bySystem = state.parties.some((one) => one.party === party && one.kind === 'system');
  const lastText = bySystem ? state.lastText : { party, text, seq, at };
  const visitorTextAt = party === 0 ? at : state.visitorTextAt;
  return { ...state, version: seq, visible: state.visible + 1, lastText, visitorTextAt, sent };
}

function withState(before: Interaction, { seq, at, body }: InteractionEvent & StateChanged): Interaction {
  const { state, queue, user, end } = body;
  const ended = state === 'Disconnected' && before.endedAt === null;
  return {
    ...before,
    version: seq,
    state,
    stateSince: state === before.state ? before.stateSince : at,
    queue: queue ? shared(queue) : before.queue,
    user: user === undefined ? before.user : user,
    lastAttempted: attempted(before, state),
    answeredAt: before.answeredAt ?? (state === 'Connected' ? at : null),
    endedAt: ended ? at : before.endedAt,
    end: ended ? (end ?? 'System') : before.end,
    callback: before.callback && withCallbackState(before.callback, at, body),
  };
}

function attempted(before: Interaction, state: InteractionState): string | null {
  if (state === 'Offering' && before.state === 'Alerting') return before.user;
  return state === 'Connected' ? null : before.lastAttempted;
}

const mostQueues = 1000;
const queues = new Map<string, QueueRef>();

/** Many interactions wait in few queues: one object for each. */
function shared(queue: QueueRef): QueueRef {
  const key = `${queue.type} ${queue.id} ${queue.name}`;
  const known = queues.get(key);
  if (known) return known;
  if (queues.size >= mostQueues) queues.clear();
  queues.set(key, queue);
  return queue;
}
