import type { Typing } from '../chat/chat.ts';
import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import { messagesFor } from './announce.ts';
import type { Audience, View } from './audience.ts';
import type { Message } from './connection.ts';
import type { Known } from './known.ts';
import type { ReadModel } from './read-model.ts';
import { sees } from './rights.ts';
import { summarize } from './summary.ts';

/** A user read an interaction up to `mark`, on whichever node. */
export interface ReadNotice {
  readonly user: string;
  readonly interaction: string;
  readonly mark: number;
}

/** Brings what happens to the consoles that may see it. */
export interface NewsDesk {
  /** `safe`: this node had heard of every event up to there. */
  committed(committed: Committed, safe: number): Promise<void>;
  typed(typing: Typing): void;
  /** The unread count of one user is new. */
  wasRead(notice: ReadNotice): Promise<void>;
}

export function createNewsDesk(parts: {
  readonly audience: Audience;
  readonly interactions: Pick<Interactions, 'peek' | 'get'>;
  readonly readModel: Pick<ReadModel, 'marks' | 'unread'>;
  readonly known: Known;
}): NewsDesk {
  const { audience, interactions, readModel, known } = parts;

  async function newest(id: string, version: number): Promise<Interaction | undefined> {
    const here = interactions.peek(id);
    return here && here.version >= version ? here : await interactions.get(id);
  }

  /** Whoever sees it for the first time needs his read mark; of a new interaction nobody has one. */
  async function learnMarks(views: readonly View[], interaction: Interaction, isNew: boolean): Promise<void> {
    const { id, version } = interaction;
    const learning = views.filter((view) => isNews(view, interaction));
    if (learning.length === 0) return;
    const users = learning.map((view) => view.user.id);
    const marks = isNew ? [] : await readModel.marks(id, users);
    for (const [index, view] of learning.entries()) {
      const mark = marks[index] ?? 0;
      const unread = await readModel.unread(interaction, mark);
      view.told.set(id, { visible: false, version: 0, mark, unread, counted: version });
    }
  }

  return {
    async committed({ interaction: id, version, events }, safe) {
      const interaction = await newest(id, version);
      if (!interaction) return;
      await known.learn([interaction], events as readonly InteractionEvent[]);
      const views = [...audience.of(interaction)];
      await learnMarks(views, interaction, events[0]?.seq === 1);
      const news = { interaction, events: events as readonly InteractionEvent[], safe };
      // Who came meanwhile, or was told to start anew, reads this with everything else.
      for (const view of views) {
        if (isNews(view, interaction) && !view.told.has(id)) continue;
        for (const message of messagesFor(view, news, known)) tell(view, message);
      }
    },

    typed({ interaction: id, party, name, typing }) {
      const interaction = interactions.peek(id);
      if (!interaction) return;
      const typist = interaction.parties.find((candidate) => candidate.party === party)?.user;
      for (const view of audience.of(interaction)) {
        if (view.user.id === typist || !sees(view.user, interaction)) continue;
        tell(view, { event: 'typing', data: { interaction: id, name, typing } });
      }
    },

    async wasRead({ user, interaction: id, mark }) {
      const view = audience.get(user);
      const interaction = view && (await newest(id, mark));
      if (!view || !interaction || !sees(view.user, interaction)) return;
      const { version } = interaction;
      const unread = await readModel.unread(interaction, mark);
      await known.learn([interaction]);
      view.told.set(id, { visible: true, version, mark, unread, counted: version });
      tell(view, { event: 'interaction', data: summarize(interaction, view.user, unread, known) });
    },
  };
}

/** Tells all of a user's consoles on this node. */
export function tell(view: View, message: Message): void {
  for (const stream of view.streams) stream.send(message);
}

function isNews(view: View, interaction: Interaction): boolean {
  return sees(view.user, interaction) && !view.told.get(interaction.id)?.visible;
}
