import type { User } from '../agents/user.ts';
import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal, Positioned } from '../journal/journal.ts';
import { entryMessage, removedMessage } from './announce.ts';
import type { Stream } from './connection.ts';
import type { Known } from './known.ts';
import type { ReadModel } from './read-model.ts';
import { isListed, mayHaveSeen, sees } from './rights.ts';

/** Events of the whole site that a resumed stream reads over at most; one that is further behind starts anew. */
export const resumeLength = 10_000;
const batch = 500;

/** The position in a `Last-Event-ID`; undefined when it says none that this journal can continue from. */
export function resumePosition(lastEventId: string, newest: number): number | undefined {
  if (!/^\d{1,15}$/.test(lastEventId)) return undefined;
  const position = Number(lastEventId);
  return position <= newest && newest - position <= resumeLength ? position : undefined;
}

/**
 * Brings a stream what the user may see of everything after `position`, each entry once, and for every interaction that
 * changed its removal or its summary; then the summaries of the rest of the list. False: too much has happened meanwhile, or the stream has ended.
 */
export async function replay(
  parts: {
    readonly journal: Pick<Journal, 'readFrom' | 'position'>;
    readonly interactions: Pick<Interactions, 'get'>;
    readonly readModel: Pick<ReadModel, 'summary' | 'list'>;
    readonly known: Known;
  },
  user: User,
  position: number,
  stream: Stream,
): Promise<boolean> {
  const met = new Map<string, Interaction>();
  let at = position;
  for (let read = 0; read <= resumeLength; read += batch) {
    const past = await parts.journal.readFrom(at, batch);
    for (const positioned of past) await bring(positioned);
    if (stream.ended) return false;
    if (past.length < batch) return finish();
    at = past.at(-1)?.event.position ?? at;
  }
  return false;

  /** What is not in the journal (the user read something on another console) shows in the summaries of the others. */
  async function finish(): Promise<boolean> {
    for (const summary of await parts.readModel.list(user)) {
      if (!met.has(summary.id)) stream.pass({ event: 'interaction', data: summary });
    }
    return true;
  }

  async function bring({ interaction: id, event }: Positioned): Promise<void> {
    const interaction = met.get(id) ?? (await meet(id));
    if (!interaction || event.seq > interaction.version || !sees(user, interaction)) return;
    await parts.known.learn([], [event as InteractionEvent]);
    const from = { reader: user.id, safe: parts.journal.position(), facts: parts.known };
    const message = entryMessage(interaction, event as InteractionEvent, from);
    if (message) stream.pass(message);
  }

  /** The first event of an interaction brings its summary. */
  async function meet(id: string): Promise<Interaction | undefined> {
    const interaction = await parts.interactions.get(id);
    if (!interaction) return undefined;
    met.set(id, interaction);
    if (sees(user, interaction)) {
      stream.pass({ event: 'interaction', data: await parts.readModel.summary(user, interaction) });
    }
    if (!isListed(user, interaction) && mayHaveSeen(user, interaction)) stream.pass(removedMessage(id));
    return interaction;
  }
}
