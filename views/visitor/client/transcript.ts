import {
  type ChatEvent,
  type ParticipantState,
  type ParticipantType,
  type SpokenEvent,
  SYSTEM,
  sameId,
} from './protocol.ts';

/** Somebody in the chat. `typingUntil`: UTC milliseconds, 0 when not typing. */
export interface Participant {
  readonly id: string;
  readonly type: ParticipantType;
  readonly name: string;
  readonly state: ParticipantState;
  readonly typingUntil: number;
  /** When this participant last said something; undefined: not yet. */
  readonly lastSpoke?: number | undefined;
  readonly photo?: string | undefined;
}

/**
 * Own messages: `sending` is on its way, `waiting` will be tried again by itself, `sent` was accepted, `failed` was
 * refused for `reason` and waits for the visitor.
 */
export type Delivery = 'sending' | 'waiting' | 'sent' | 'failed';

export interface Entry {
  /** Stable: of own messages the id this client gave them. */
  readonly id: string;
  /** Arrival in UTC milliseconds: the protocol has no times. */
  readonly at: number;
  readonly kind: 'text' | 'url' | 'file' | 'system' | 'voicemail';
  readonly from: string;
  readonly name: string;
  readonly mine: boolean;
  readonly value: string;
  /** Absent while the server has not repeated an own message. */
  readonly sequence?: number | undefined;
  readonly delivery?: Delivery | undefined;
  readonly reason?: string | undefined;
}

export interface Transcript {
  /** The visitor's participantID. */
  readonly me: string;
  readonly participants: readonly Participant[];
  /** What the server said in its order, then own messages it has not repeated yet. */
  readonly entries: readonly Entry[];
  /** Set when the visitor's own session was ended by the server or by leaving. */
  readonly over: boolean;
}

/** A `true` of the other side that is not renewed ends by itself, should its `false` be lost. */
export const TYPING_LASTS = 15_000;

/** What a page keeps at most; a longer chat loses its oldest lines here, not on the server. */
export const MOST_ENTRIES = 2000;

export const emptyTranscript = (me: string): Transcript => ({ me, participants: [], entries: [], over: false });

/** The transcript after an event. Typing and states may come twice; spoken events must not (the connection sees to it). */
export function applyEvent(transcript: Transcript, event: ChatEvent, now: number): Transcript {
  if (event.type === 'typing') {
    const typingUntil = event.typing ? now + TYPING_LASTS : 0;
    return sameId(event.participant, transcript.me)
      ? transcript
      : patch(transcript, event.participant, { typingUntil });
  }
  return event.type === 'state' ? applyState(transcript, event, now) : applySpoken(transcript, event, now);
}

function applyState(transcript: Transcript, event: ChatEvent & { type: 'state' }, now: number): Transcript {
  const known = find(transcript, event.participant);
  const participant: Participant = {
    ...known,
    id: known?.id ?? event.participant,
    type: event.participantType,
    name: event.name ?? known?.name ?? '',
    state: event.state,
    typingUntil: event.state === 'active' ? (known?.typingUntil ?? 0) : 0,
  };
  const mine = sameId(event.participant, transcript.me);
  const next: Transcript = {
    ...put(transcript, participant),
    over: transcript.over || (mine && event.state === 'disconnected'),
  };
  if (event.state !== 'voicemail' || known?.state === 'voicemail') return next;
  return append(next, {
    id: `e${event.sequence}`,
    at: now,
    kind: 'voicemail',
    from: event.participant,
    name: participant.name,
    mine: false,
    value: '',
    sequence: event.sequence,
  });
}

function applySpoken(transcript: Transcript, event: SpokenEvent, now: number): Transcript {
  const mine = sameId(event.participant, transcript.me);
  const pending = mine && event.type === 'text' ? findPending(transcript, event) : undefined;
  const known = find(transcript, event.participant);
  const system = event.participantType === 'System' || event.participant === SYSTEM;
  const entry: Entry = {
    id: pending?.id ?? event.clientMessageId ?? `e${event.sequence}`,
    at: pending?.at ?? now,
    kind: system && event.type === 'text' ? 'system' : event.type,
    from: event.participant,
    name: known?.name || event.name || '',
    mine,
    value: event.value,
    sequence: event.sequence,
    delivery: mine ? 'sent' : undefined,
  };
  const entries = transcript.entries.filter((other) => other.id !== entry.id);
  const next = append({ ...transcript, entries }, entry);
  return mine ? next : patch(next, event.participant, { typingUntil: 0, lastSpoke: now });
}

/** The own message that this event repeats: by its id where the server tells it, otherwise the oldest one of that text. */
function findPending(transcript: Transcript, event: SpokenEvent): Entry | undefined {
  const pending = transcript.entries.filter((entry) => entry.mine && entry.sequence === undefined);
  if (event.clientMessageId !== undefined) return pending.find((entry) => entry.id === event.clientMessageId);
  const plain = (value: string): string => value.replace(/\r\n?/g, '\n').trim();
  return pending.find((entry) => entry.delivery !== 'failed' && plain(entry.value) === plain(event.value));
}

/** Adds an own message that is on its way. */
export function addOwn(transcript: Transcript, id: string, value: string, at: number): Transcript {
  const name = find(transcript, transcript.me)?.name ?? '';
  const entry: Entry = { id, at, kind: 'text', from: transcript.me, name, mine: true, value, delivery: 'sending' };
  return { ...transcript, entries: [...transcript.entries, entry] };
}

/** Says how an own message fares; one that the server has repeated is sent, whatever comes later. */
export function setDelivery(transcript: Transcript, id: string, delivery: Delivery, reason?: string): Transcript {
  return {
    ...transcript,
    entries: transcript.entries.map((entry) =>
      entry.id === id && entry.sequence === undefined ? { ...entry, delivery, reason } : entry,
    ),
  };
}

/**
 * The server accepted an own message as number `sequence` of the stream. If the event came before under another guise,
 * the two become one.
 */
export function acknowledge(transcript: Transcript, id: string, sequence: number): Transcript {
  const own = transcript.entries.find((entry) => entry.id === id);
  const twin = transcript.entries.find((entry) => entry.mine && entry.sequence === sequence && entry.id !== id);
  if (!own || !twin) return transcript;
  const entries = transcript.entries
    .filter((entry) => entry !== (own.sequence === undefined ? own : twin))
    .map((entry) => (entry === twin ? { ...twin, id: own.id, at: own.at } : entry));
  return { ...transcript, entries };
}

/** Lines that the server has; own messages it has not repeated are kept as unsent ones instead. */
export function isSaid(entry: Entry): boolean {
  return entry.sequence !== undefined;
}

/** Lines that a server has, whether it has repeated them or not. */
export function isKnown(entry: Entry): boolean {
  return isSaid(entry) || entry.delivery === 'sent';
}

/** Own messages that no server has. */
export function unsaid({ entries }: Transcript): readonly string[] {
  return entries.filter((entry) => !isKnown(entry)).map(({ value }) => value);
}

export function removeEntry(transcript: Transcript, id: string): Transcript {
  return { ...transcript, entries: transcript.entries.filter((entry) => entry.id !== id) };
}

export function setPhoto(transcript: Transcript, id: string, photo: string): Transcript {
  return patch(transcript, id, { photo });
}

/** Everybody but the visitor and the system who is in the chat now. */
export function agentsOf(transcript: Transcript): readonly Participant[] {
  return everyAgentOf(transcript).filter(({ state }) => ['active', 'held', 'voicemail'].includes(state));
}

/** The agents who are or were in the chat. */
export function everyAgentOf(transcript: Transcript): readonly Participant[] {
  return transcript.participants.filter(({ id, type }) => type === 'Agent' && !sameId(id, transcript.me));
}

function append(transcript: Transcript, entry: Entry): Transcript {
  const said = transcript.entries.filter((other) => other.sequence !== undefined);
  const pending = transcript.entries.filter((other) => other.sequence === undefined);
  return { ...transcript, entries: [...said, entry, ...pending].slice(-MOST_ENTRIES) };
}

function find(transcript: Transcript, id: string): Participant | undefined {
  return transcript.participants.find((participant) => sameId(participant.id, id));
}

function put(transcript: Transcript, participant: Participant): Transcript {
  const known = transcript.participants.some((other) => other.id === participant.id);
  const participants = known
    ? transcript.participants.map((other) => (other.id === participant.id ? participant : other))
    : [...transcript.participants, participant];
  return { ...transcript, participants };
}

function patch(transcript: Transcript, id: string, change: Partial<Participant>): Transcript {
  const known = find(transcript, id);
  return known ? put(transcript, { ...known, ...change }) : transcript;
}
