import type { User } from '../agents/user.ts';
import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../runtime/clock.ts';
import { entriesOf, isVisitorText } from './entries.ts';
import type { Names } from './names.ts';
import { isListed, sees, type Viewer } from './rights.ts';
import type { InteractionDetail, InteractionSummary } from './shapes.ts';
import type { ConsoleStore } from './store.ts';
import { partiesOf, summarize } from './summary.ts';

/** How long an ended interaction stays in the list of the agent who had it, in milliseconds. */
export const endedStays = 10 * 60_000;
/** Longest list; the oldest waiting come first. */
const listLength = 500;
/** Events of the longest transcript answered at once, counted from its end. */
const transcriptLength = 5_000;

export interface ReadModel {
  list(user: User): Promise<InteractionSummary[]>;
  detail(user: User, interaction: Interaction, after?: number): Promise<InteractionDetail>;
  /** @throws IwtError `interaction.unknown` when there is none that the viewer may see */
  visible(viewer: Viewer, id: string): Promise<Interaction>;
  /** How far each of these users has read an interaction. */
  marks(interaction: string, users: readonly string[]): Promise<number[]>;
  /** The interaction as it stands in the user's list. */
  summary(user: User, interaction: Interaction): Promise<InteractionSummary>;
  /** Visitor's texts after `mark`, up to the version given. */
  unread(interaction: Interaction, mark: number): Promise<number>;
  /** Remembers that the user has read everything up to `seq`; never takes a mark back. Answers where it stands now. */
  mark(user: string, interaction: Interaction, seq: number): Promise<number>;
}

/** What the console shows, apart from the rooms that change it. */
export function createReadModel(parts: {
  readonly store: ConsoleStore;
  readonly journal: Pick<Journal, 'read' | 'recent' | 'commit'>;
  readonly interactions: Pick<Interactions, 'peek' | 'get' | 'events'>;
  readonly names: Names;
  readonly clock: Clock;
}): ReadModel {
  const { store, journal, interactions, names, clock } = parts;

  async function unread(interaction: Interaction, mark: number): Promise<number> {
    if (!interaction.lastText || interaction.lastText.seq <= mark) return 0;
    const events = journal.recent(interaction.id, mark) ?? (await journal.read(interaction.id, mark));
    return events.filter((event) => event.seq <= interaction.version && isVisitorText(event)).length;
  }

  async function summary(user: User, interaction: Interaction, mark?: number): Promise<InteractionSummary> {
    const [read = 0] =
      mark === undefined ? await store.marks([{ interaction: interaction.id, user: user.id }]) : [mark];
    const count = await unread(interaction, read);
    await names.learn([interaction.user, interaction.lastAttempted]);
    return summarize(interaction, user, count, names.of);
  }

  return {
    summary: (user, interaction) => summary(user, interaction),
    unread,
    marks: (interaction, users) => store.marks(users.map((user) => ({ interaction, user }))),

    async list(user) {
      const ids = await store.list({
        user: user.id,
        everything: user.role === 'administrator',
        allStates: user.role !== 'agent',
        queues: [...user.workgroups.map(({ id }) => id), user.id],
        endedAfter: clock.now() - endedStays,
        limit: listLength,
      });
      const marks = await store.marks(ids.map((interaction) => ({ interaction, user: user.id })));
      const summaries: InteractionSummary[] = [];
      for (const [index, id] of ids.entries()) {
        const interaction = interactions.peek(id) ?? (await interactions.get(id));
        // It may have changed hands since the keys were read.
        if (interaction && isListed(user, interaction))
          summaries.push(await summary(user, interaction, marks[index] ?? 0));
      }
      return summaries;
    },

    async detail(user, interaction, after = 0) {
      const from = Math.max(after, interaction.version - transcriptLength);
      const events = await interactions.events(interaction, from);
      const known = events.filter(({ seq }) => seq <= interaction.version);
      return {
        ...(await summary(user, interaction)),
        transcript: entriesOf(known, interaction, user.id),
        attributes: interaction.attributes,
        parties: partiesOf(interaction),
      };
    },

    async visible(viewer, id) {
      const interaction = await interactions.get(id);
      if (interaction && sees(viewer, interaction)) return interaction;
      throw new IwtError('interaction.unknown', 'There is no such interaction.');
    },

    async mark(user, interaction, seq) {
      const pair = { interaction: interaction.id, user };
      const [mark = 0] = await store.marks([pair]);
      const reached = Math.min(seq, interaction.version);
      if (reached <= mark) return mark;
      const writes = [store.markWrite(pair, reached)];
      await journal.commit({ interaction: interaction.id, expects: 0, events: [], writes });
      return reached;
    },
  };
}
