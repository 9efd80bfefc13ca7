import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction, Party } from '../interactions/interaction.ts';
import { type ChatEvent, type ParticipantType, type StateChangedEvent, SYSTEM_PARTICIPANT } from '../wire/messages.ts';

/** Whose stream it is: the visitor's own participantID stands nowhere but in his session and in his requests. */
export interface Viewer {
  readonly participantId: string;
}

type Cast = Pick<Interaction, 'parties'>;

const TYPES: Readonly<Record<Party['kind'], ParticipantType>> = {
  visitor: 'WebUser',
  agent: 'Agent',
  system: 'System',
};

/** Journal events as the visitor's client reads them (visitor-protocol section 12); what he may not see is left out. */
export function toChatEvents(events: readonly InteractionEvent[], cast: Cast, viewer: Viewer): ChatEvent[] {
  const result: ChatEvent[] = [];
  for (const event of events) {
    const sequenceNumber = event.visitorSeq;
    if (sequenceNumber === undefined) continue;
    if (event.type !== 'party' && event.type !== 'text') continue;
    const party = cast.parties[event.body.party];
    if (!party) continue;
    if (event.type === 'party') {
      result.push(stateEvent(party, event.body.state, sequenceNumber, viewer));
    } else {
      result.push({
        type: 'text',
        participantID: guidOf(party, viewer),
        participantType: TYPES[party.kind],
        displayName: party.name,
        contentType: 'text/plain',
        value: event.body.text,
        sequenceNumber,
        conversationSequenceNumber: 0,
      });
    }
  }
  return result;
}

/** A party's state as an event of its own, for a client that forgot its participants. */
export function stateEvent(
  party: Party,
  state: Party['state'],
  sequenceNumber: number,
  viewer: Viewer,
): StateChangedEvent {
  return {
    type: 'participantStateChanged',
    participantID: guidOf(party, viewer),
    participantType: TYPES[party.kind],
    participantName: party.name,
    state,
    sequenceNumber,
  };
}

/** `sequenceNumber` is the next one of the stream, and is not used up. */
export function typingEvent(party: Party, value: boolean, sequenceNumber: number, viewer: Viewer): ChatEvent {
  return {
    type: 'typingIndicator',
    participantID: guidOf(party, viewer),
    participantType: TYPES[party.kind],
    value,
    sequenceNumber,
  };
}

/** The party that a participantID names in this visitor's chat, in any letter case. */
export function partyNamed(cast: Cast, participantId: string, viewer: Viewer): Party | undefined {
  const wanted = participantId.toLowerCase();
  return cast.parties.find((party) => guidOf(party, viewer) === wanted);
}

function guidOf(party: Party, viewer: Viewer): string {
  if (party.kind === 'visitor') return viewer.participantId;
  return party.kind === 'system' ? SYSTEM_PARTICIPANT : (party.participantId ?? SYSTEM_PARTICIPANT);
}
