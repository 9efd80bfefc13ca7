import type { NewEvent, PartyState, QueueRef, StateChanged } from '../interactions/events.ts';
import type { Interaction, Party } from '../interactions/interaction.ts';
import type { SystemTexts } from './system-texts.ts';

/** Number of the system's party in every interaction. */
export const SYSTEM_PARTY = 1;

/** An agent as he takes a seat in a conversation. */
export interface Seat {
  readonly user: string;
  readonly displayName: string;
  /** A new public GUID; unused when the agent sat in this conversation before. */
  readonly participantId: string;
}

/** What alerting an agent means. Party first: clients want to know a name before a text about it. */
export function alertAgent(state: Interaction, seat: Seat, texts: SystemTexts): NewEvent[] {
  return [
    seatAgent(state, seat, 'alerting'),
    ...line(state, texts.alerting(state.language, seat.displayName)),
    { type: 'state', body: { state: 'Alerting', user: seat.user, reason: 'assign' } },
  ];
}

/**
 * The agent did not answer or is gone: back to the queue, in the old place because that goes by the start. Agent out and
 * system active in one answer is how clients recognise a return to the queue (visitor-protocol section 12.2).
 */
export function returnToQueue(
  state: Interaction,
  reason: 'alert-timeout' | 'agent-gone',
  texts: SystemTexts,
): NewEvent[] {
  return [
    ...leave(state, (party) => party.kind === 'agent', texts),
    ...(isConversation(state) ? [systemActive] : []),
    ...line(state, texts.transferred(state.language, state.queue.name)),
    { type: 'state', body: offering(state.queue, reason) },
  ];
}

const systemActive: NewEvent = { type: 'party', body: { party: SYSTEM_PARTY, state: 'active' } };

/** Waiting in a queue for an agent. */
export function offering(queue: QueueRef, reason?: StateChanged['body']['reason']): StateChanged['body'] {
  return reason ? { state: 'Offering', queue, user: null, reason } : { state: 'Offering', queue, user: null };
}

/** The agent's own seat when there is one from before, otherwise a new one. */
export function seatAgent(state: Interaction, seat: Seat, to: PartyState): NewEvent {
  const known = state.parties.find((party) => party.user === seat.user);
  if (known) {
    const name = known.name === seat.displayName ? {} : { name: seat.displayName };
    return { type: 'party', body: { party: known.party, state: to, ...name } };
  }
  const { user, displayName: name, participantId } = seat;
  const party = state.parties.reduce((last, { party }) => Math.max(last, party), SYSTEM_PARTY) + 1;
  return { type: 'party', body: { party, state: to, kind: 'agent', name, user, participantId } };
}

/** Those parties go; of agents who had joined a line says so. */
export function leave(state: Interaction, who: (party: Party) => boolean, texts: SystemTexts): NewEvent[] {
  const leaving = state.parties.filter((party) => party.state !== 'disconnected' && who(party));
  return leaving.flatMap((party): NewEvent[] => {
    const gone: NewEvent = { type: 'party', body: { party: party.party, state: 'disconnected' } };
    const joined = party.kind === 'agent' && (party.state === 'active' || party.state === 'held');
    return joined ? [gone, ...line(state, texts.agentDisconnected(party.name))] : [gone];
  });
}

/** Nobody reads along in a callback: its visitor sees a status. */
function isConversation({ type }: Interaction): boolean {
  return type !== 'callback';
}

function line(state: Interaction, text: string): NewEvent[] {
  return isConversation(state) ? systemText(text) : [];
}

/** A line of the system, unless its text is switched off by being empty. */
export function systemText(text: string): NewEvent[] {
  return text === '' ? [] : [{ type: 'text', body: { party: SYSTEM_PARTY, text } }];
}
