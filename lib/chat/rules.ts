import { IwtError } from '../errors.ts';
import type { EndCode, NewEvent, PartyState, QueueRef } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision } from '../interactions/interactions.ts';
import { leave, offering, type Seat, SYSTEM_PARTY, type SystemTexts, seatAgent, systemText } from '../queues/queues.ts';

/** What a sender learns about his text. */
export interface Sent {
  /** Position of the text in the visitor's event stream. */
  readonly sequenceNumber: number;
  /** Position of the text in the interaction's journal. */
  readonly seq: number;
  /** True when this clientMessageId had been sent before. */
  readonly repeated: boolean;
}

/** Number of the visitor's party in every interaction. */
export const VISITOR_PARTY = 0;

const NOTHING: Decision<void> = { events: [], result: undefined };

/** Nobody serves the queue at the moment. */
export interface Closed {
  /** UTC milliseconds; null: not for a long time. */
  readonly opensAt: number | null;
  /** IANA name of the zone whose clocks tell. */
  readonly zone: string;
}

/** How a chat begins: the visitor's own `active` is the very first thing he sees (visitor-protocol section 12.2). */
export function begin(
  visitor: string,
  language: string | null,
  queue: QueueRef,
  texts: SystemTexts,
  closed: Closed | null = null,
): NewEvent[] {
  return [
    { type: 'party', body: { party: VISITOR_PARTY, state: 'active', kind: 'visitor', name: visitor } },
    { type: 'party', body: { party: SYSTEM_PARTY, state: 'active', kind: 'system', name: texts.systemName() } },
    ...systemText(texts.welcome(language)),
    ...systemText(texts.visitorConnected(visitor)),
    ...systemText(texts.transferred(language, queue.name)),
    ...(closed ? systemText(texts.closed(language, closed.opensAt, closed.zone)) : []),
    { type: 'state', body: offering(queue) },
  ];
}

/** A text of the party; a repeated clientMessageId is answered as the first time, even after the end. */
export function say(state: Interaction, party: number, text: string, clientMessageId?: string): Decision<Sent> {
  const repeat = repeated(state, party, clientMessageId);
  if (repeat) return repeat;
  refuseEnded(state);
  const body = clientMessageId ? { party, text, clientMessageId } : { party, text };
  const result = { sequenceNumber: state.visible, seq: state.version + 1, repeated: false };
  return { events: [{ type: 'text', body }], result };
}

/** The first sending of that clientMessageId, when the state remembers one. */
export function repeated(state: Interaction, party: number, clientMessageId?: string): Decision<Sent> | undefined {
  if (clientMessageId === undefined) return undefined;
  const first = state.sent.find((one) => one.party === party && one.clientMessageId === clientMessageId);
  return first && { events: [], result: { sequenceNumber: first.visitorSeq, seq: first.seq, repeated: true } };
}

/** The agent takes a chat that waits, or alerts him or somebody else. One's own held chat is resumed. */
export function pickup(state: Interaction, seat: Seat, texts: SystemTexts): Decision<void> {
  const own = state.user === seat.user;
  if (own && state.state === 'Connected') return NOTHING;
  if (own && state.state === 'Held') return resume(state, seat.user);
  if (state.state !== 'Offering' && state.state !== 'Alerting') throw notNow(state);
  const events: NewEvent[] = [
    ...leave(state, (party) => party.kind === 'agent' && party.user !== seat.user, texts),
    seatAgent(state, seat, 'active'),
    ...systemText(texts.agentConnected(seat.displayName)),
    { type: 'state', body: { state: 'Connected', user: seat.user, reason: 'pickup' } },
  ];
  return { events, result: undefined };
}

export function hold(state: Interaction, user: string, texts: SystemTexts): Decision<void> {
  const party = ownParty(state, user);
  if (state.state === 'Held') return NOTHING;
  if (state.state !== 'Connected') throw notNow(state);
  const events: NewEvent[] = [
    partyState(party.party, 'held'),
    ...systemText(texts.hold(party.name)),
    { type: 'state', body: { state: 'Held', user, reason: 'hold' } },
  ];
  return { events, result: undefined };
}

export function resume(state: Interaction, user: string): Decision<void> {
  const party = ownParty(state, user);
  if (state.state === 'Connected') return NOTHING;
  if (state.state !== 'Held') throw notNow(state);
  const events: NewEvent[] = [
    partyState(party.party, 'active'),
    { type: 'state', body: { state: 'Connected', user, reason: 'resume' } },
  ];
  return { events, result: undefined };
}

/**
 * The end, from either side. The visitor's own `disconnected` is the last event he sees: it is the only sign of the end
 * that clients understand (visitor-protocol section 12.2). Ending again changes nothing.
 */
export function end(state: Interaction, code: EndCode, texts: SystemTexts): Decision<void> {
  if (state.endedAt !== null) return NOTHING;
  const left = code === 'RemoteDisconnect' ? systemText(texts.visitorDisconnected(state.name)) : [];
  const silent: SystemTexts = { ...texts, agentDisconnected: () => '' };
  const events: NewEvent[] = [
    ...left,
    ...leave(state, (party) => party.kind === 'agent', code === 'RemoteDisconnect' ? silent : texts),
    partyState(VISITOR_PARTY, 'disconnected'),
    { type: 'state', body: { state: 'Disconnected', reason: 'end', end: code } },
  ];
  return { events, result: undefined };
}

/** The party of an agent who is in the conversation. */
export function ownParty(state: Interaction, user: string): { readonly party: number; readonly name: string } {
  const party = state.parties.find((one) => one.user === user);
  if (!party || state.user !== user) throw notNow(state);
  return party;
}

/** The agent's number in a conversation he takes part in, connected or on hold. */
export function speakingParty(state: Interaction, user: string): number {
  if (state.state !== 'Connected' && state.state !== 'Held') throw notNow(state);
  return ownParty(state, user).party;
}

function refuseEnded(state: Interaction): void {
  if (state.endedAt !== null) throw notNow(state);
}

function partyState(party: number, state: PartyState): NewEvent {
  return { type: 'party', body: { party, state } };
}

function notNow({ state }: Interaction): IwtError {
  return new IwtError('interaction.state', `That is not possible while the interaction is ${state}.`, { state });
}
