import type { User } from '../agents/user.ts';
import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../runtime/clock.ts';
import { entriesOf, isVisitorText } from './entries.ts';
import type { Known } from './known.ts';
import { isListed, sees, type Viewer } from './rights.ts';
import type { Entry, InteractionDetail, InteractionSummary } from './shapes.ts';
import type { ConsoleStore } from './store.ts';
import { partiesOf, summarize } from './summary.ts';

/** How long an ended interaction stays in the list of the agent who had it, in milliseconds. */
export const endedStays = 10 * 60_000;
/** Longest list; the oldest waiting come first. */
const listLength = 500;
/** Events, and characters of their texts, of the longest transcript answered at once, counted from its end. */
const transcriptLength = 2_000;
const transcriptCharacters = 2_000_000;

/** An interaction, and how far it was read. */
interface Reading {
  readonly interaction: Interaction;
  readonly mark: number;
}

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
  readonly known: Known;
  readonly clock: Clock;
}): ReadModel {
  const { store, journal, interactions, known, clock } = parts;

  /** From memory where it reaches back so far; undefined: the database must count. */
  function unreadInMemory({ id, version, lastText }: Interaction, mark: number): number | undefined {
    if (!lastText || lastText.seq <= mark) return 0;
    return journal.recent(id, mark)?.filter((event) => event.seq <= version && isVisitorText(event)).length;
  }

  async function unreadOf(read: readonly Reading[]): Promise<number[]> {
    const counts = read.map(({ interaction, mark }) => unreadInMemory(interaction, mark));
    const spans = read
      .filter((_, index) => counts[index] === undefined)
      .map(({ interaction: { id, version }, mark }) => ({ interaction: id, after: mark, upTo: version }));
    const counted = spans.length === 0 ? [] : await store.visitorTexts(spans);
    let next = 0;
    return counts.map((count) => count ?? counted[next++] ?? 0);
  }

  async function unread(interaction: Interaction, mark: number): Promise<number> {
    const [count = 0] = await unreadOf([{ interaction, mark }]);
    return count;
  }

  async function summariesOf(user: User, shown: readonly Interaction[]): Promise<InteractionSummary[]> {
    const marks = await store.marks(shown.map(({ id }) => ({ interaction: id, user: user.id })));
    const counts = await unreadOf(shown.map((interaction, index) => ({ interaction, mark: marks[index] ?? 0 })));
    await known.learn(shown);
    return shown.map((interaction, index) => summarize(interaction, user, counts[index] ?? 0, known));
  }

  async function summary(user: User, interaction: Interaction): Promise<InteractionSummary> {
    const [only] = await summariesOf(user, [interaction]);
    return only as InteractionSummary;
  }

  return {
    summary,
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
      const shown: Interaction[] = [];
      for (const id of ids) {
        const interaction = interactions.peek(id) ?? (await interactions.get(id));
        // It may have changed hands since the keys were read.
        if (interaction && isListed(user, interaction)) shown.push(interaction);
      }
      return summariesOf(user, shown);
    },

    async detail(user, interaction, after = 0) {
      const from = Math.max(after, interaction.version - transcriptLength);
      const events = await interactions.events(interaction, from);
      const past = events.filter(({ seq }) => seq <= interaction.version);
      await known.learn([], past);
      const entries = entriesOf(past, interaction, user.id, known.nameOf);
      const transcript = newest(entries);
      return {
        ...(await summary(user, interaction)),
        transcript,
        earlier: from > after || transcript.length < entries.length,
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

/** As many of the last entries as may be answered at once. */
function newest(entries: readonly Entry[]): readonly Entry[] {
  let characters = 0;
  const first = entries.findLastIndex((entry) => {
    characters += entry.text?.length ?? 0;
    return characters > transcriptCharacters;
  });
  return entries.slice(first + 1);
}
