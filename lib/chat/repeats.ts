import type { InteractionEvent } from '../interactions/events.ts';
import { type Interaction, mostSent } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Sent } from './rules.ts';

/** Chats of which all client message ids are kept in memory; the one unused for longest is forgotten first. */
const MAX_CHATS = 500;

/** Finds texts that were sent before, however long ago. */
export interface Repeats {
  /**
   * The first sending of a clientMessageId that the interaction's state does not remember any more; undefined when there
   * was none, or when the state itself will know. Memory is asked first, then the journal.
   */
  find(interaction: string, party: number, clientMessageId: string | undefined): Promise<Sent | undefined>;
}

interface Index {
  /** Every id up to this event is in `sent`. */
  upTo: number;
  readonly sent: Map<string, Sent>;
  /** Everybody waits for the same reading, so that texts stay in the order they came. */
  reading: Promise<void> | undefined;
}

/** The state remembers the newest ids; these are all the older ones, of the chats that have so many. */
export function createRepeats(interactions: Pick<Interactions, 'peek' | 'get' | 'events'>): Repeats {
  const indexes = new Map<string, Index>();

  function indexOf(interaction: string): Index {
    const index = indexes.get(interaction) ?? { upTo: 0, sent: new Map(), reading: undefined };
    indexes.delete(interaction);
    indexes.set(interaction, index);
    if (indexes.size > MAX_CHATS) indexes.delete(indexes.keys().next().value ?? '');
    return index;
  }

  async function extend(index: Index, state: Interaction): Promise<void> {
    const events = await interactions.events(state, index.upTo);
    for (const event of events) note(index.sent, event);
    index.upTo = Math.max(index.upTo, state.version);
  }

  return {
    async find(interaction, party, clientMessageId) {
      if (clientMessageId === undefined) return undefined;
      const state = interactions.peek(interaction) ?? (await interactions.get(interaction));
      const remembered = state?.sent[0];
      if (!state || !remembered || remembersAll(state)) return undefined;
      const index = indexOf(interaction);
      while (index.upTo < remembered.seq - 1) {
        index.reading ??= extend(index, state).finally(() => {
          index.reading = undefined;
        });
        await index.reading;
      }
      return index.sent.get(keyOf(party, clientMessageId));
    },
  };
}

/** While fewer ids are remembered than there may be, none was forgotten. */
function remembersAll(state: Interaction): boolean {
  return state.sent.length < mostSent;
}

function note(sent: Map<string, Sent>, { type, body, seq, visitorSeq }: InteractionEvent): void {
  if (type !== 'text' || body.clientMessageId === undefined || visitorSeq === undefined) return;
  const key = keyOf(body.party, body.clientMessageId);
  if (!sent.has(key)) sent.set(key, { seq, sequenceNumber: visitorSeq, repeated: true });
}

function keyOf(party: number, clientMessageId: string): string {
  return `${party}:${clientMessageId}`;
}
