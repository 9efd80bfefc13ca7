import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { type Lines, linesOf } from './lines.ts';
import { involvedIn, isCovered, type Policy } from './policies.ts';
import type { TranscriptStore } from './store.ts';

/** A chat as the one who had it with an account sees it, however long ago. */
export interface OwnChat {
  /** Ten digits. */
  readonly number: string;
  /** UTC milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What the visitor is called in it. */
  readonly name: string;
  /** Names of the agents who were connected. */
  readonly agents: readonly string[];
  /** Whether there is a transcript: it goes on, or a policy keeps it. */
  readonly kept: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface OwnTranscript extends OwnChat, Lines {}

export interface OwnChats {
  /** The newest first. */
  list(individual: string, page: { readonly limit: number; readonly offset: number }): Promise<readonly OwnChat[]>;
  /** @throws IwtError `session.unknown`: the individual had no such chat, or its transcript is not kept */
  read(individual: string, number: string): Promise<OwnTranscript>;
  /** The same, whether it is kept for visitors or not: for those who ask what is held about them. */
  held(individual: string, number: string): Promise<OwnTranscript>;
}

export function createOwnChats(
  interactions: Pick<Interactions, 'get' | 'ofIndividual' | 'events' | 'visible'>,
  store: Pick<TranscriptStore, 'policies'>,
): OwnChats {
  async function described(state: Interaction, policies: readonly Policy[]): Promise<OwnChat> {
    const { id, startedAt, endedAt, name, parties, attributes } = state;
    const agents = parties.filter(({ kind, joinedAt }) => kind === 'agent' && joinedAt !== null);
    const kept = endedAt === null || (await isKept(state, policies));
    const names = [...new Set(agents.map((agent) => agent.name))];
    return { number: id, startedAt, endedAt, name, agents: names, kept, attributes };
  }

  async function isKept(state: Interaction, policies: readonly Policy[]): Promise<boolean> {
    const connected = state.answeredAt !== null;
    // Most policies are about all chats, and need no look at this one's events.
    if (isCovered(policies, { workgroups: new Set(), users: new Set(), connected }, 'keep')) return true;
    return isCovered(policies, involvedIn(await interactions.events(state, 0)), 'keep');
  }

  async function held(individual: string, number: string): Promise<OwnTranscript> {
    const state = /^\d{10}$/.test(number) ? await interactions.get(number) : undefined;
    if (state?.type !== 'chat' || state.individual !== individual) throw unknown();
    const chat = await described(state, await store.policies());
    return { ...chat, ...linesOf(await interactions.visible(state, 0), state.parties) };
  }

  return {
    async list(individual, page) {
      const policies = await store.policies();
      const found: OwnChat[] = [];
      for (const id of await interactions.ofIndividual(individual, { type: 'chat', ...page })) {
        const state = await interactions.get(id);
        if (state) found.push(await described(state, policies));
      }
      return found;
    },
    async read(individual, number) {
      const transcript = await held(individual, number);
      if (!transcript.kept) throw unknown();
      return transcript;
    },
    held,
  };
}

function unknown(): IwtError {
  return new IwtError('session.unknown', 'There is no such chat, or its transcript is not kept.');
}
