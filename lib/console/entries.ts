import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction, Party } from '../interactions/interaction.ts';
import type { NameOf } from './names.ts';
import type { Entry } from './shapes.ts';

/**
 * The line of a transcript that an event makes for one reader; undefined for events that show nothing.
 * `parties` are those of the interaction at the event or later: names do not go away.
 */
export function entryOf(
  event: InteractionEvent,
  { parties }: Pick<Interaction, 'parties'>,
  reader: string,
  nameOf: NameOf,
): Entry | undefined {
  const head = { seq: event.seq, at: iso(event.at) };
  switch (event.type) {
    case 'text': {
      const { party, text, clientMessageId } = event.body;
      const from = speaker(parties, party, reader);
      const kind = from?.kind === 'system' ? 'system' : 'text';
      return { ...head, kind, from, text, ...(clientMessageId === undefined ? {} : { clientMessageId }) };
    }
    case 'party':
      return { ...head, kind: 'party', from: speaker(parties, event.body.party, reader), state: event.body.state };
    case 'state': {
      const { user, state, until } = event.body;
      const party = parties.find((candidate) => user && candidate.user === user);
      const from = speaker(parties, party?.party, reader);
      return { ...head, kind: 'state', from, state, ...(until === undefined ? {} : { until: iso(until) }) };
    }
    case 'attempt': {
      const { user, ...attempt } = event.body;
      return { ...head, kind: 'attempt', from: colleague(user, reader, nameOf), ...attempt };
    }
    case 'note': {
      const { user, text } = event.body;
      return { ...head, kind: 'note', from: colleague(user, reader, nameOf), text };
    }
    case 'codes': {
      const { user, ...codes } = event.body;
      return { ...head, kind: 'codes', from: colleague(user, reader, nameOf), ...codes };
    }
    default:
      return undefined;
  }
}

/** The transcript that events make for one reader. */
export function entriesOf(
  events: readonly InteractionEvent[],
  interaction: Pick<Interaction, 'parties'>,
  reader: string,
  nameOf: NameOf,
): Entry[] {
  return events.map((event) => entryOf(event, interaction, reader, nameOf)).filter((entry) => entry !== undefined);
}

/** A text that the visitor wrote: what can be unread. */
export function isVisitorText(event: { readonly type: string; readonly body: unknown }): boolean {
  return event.type === 'text' && (event.body as { party: number }).party === 0;
}

function speaker(parties: readonly Party[], number: number | undefined, reader: string): Entry['from'] {
  const party = parties.find((candidate) => candidate.party === number);
  if (!party) return null;
  return { kind: party.kind, name: party.name, mine: party.user === reader };
}

/** Somebody who works here, in the conversation or not. */
function colleague(user: string, reader: string, nameOf: NameOf): Entry['from'] {
  return { kind: 'agent', name: nameOf(user), mine: user === reader };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
