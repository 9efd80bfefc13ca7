import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import * as limits from '../wire/limits.ts';
import { refuse, wellFormed, within } from '../wire/visitor-input.ts';

/** May this caller do this now, and is what he sends sound? Nothing here changes anything. */

/** UTF-16 units of one text, from either side: four times what agents type in one go, and far below what clients choke on. */
export const MAX_TEXT = 8_000;

/** The person who acts on the agent's side. */
export interface AgentActor {
  readonly id: string;
  readonly displayName: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
}

export interface Message {
  readonly text: string;
  readonly clientMessageId: string | undefined;
}

export function readMessage(text: string, clientMessageId: string | undefined): Message {
  within(text, MAX_TEXT, 'message');
  if (text.trim() === '') throw refuse('request.missing-data', 'A message needs a text.', 'message');
  const id = within(clientMessageId ?? '', limits.MAX_CLIENT_MESSAGE_ID, 'clientMessageId');
  return { text: wellFormed(text), clientMessageId: id === '' ? undefined : wellFormed(id) };
}

/** The last sequence number a client has; -1: none. */
export function readAfter(after: number): number {
  if (Number.isSafeInteger(after) && after >= -1) return after;
  throw refuse('request.invalid', 'after is a whole number from -1 on.', 'after');
}

export function requireChat(state: Interaction | undefined): Interaction {
  if (state?.type === 'chat') return state;
  throw new IwtError('interaction.unknown', 'There is no such chat.');
}

/** Takes part: it alerts, is connected to or held by him; after the end: he was in it. */
export function requireOwn(state: Interaction, actor: AgentActor): void {
  if (!isOwn(state, actor)) throw new IwtError('forbidden', 'The chat belongs to somebody else.');
}

/** May end it: his own, or anybody's when he supervises. */
export function requireEnder(state: Interaction, actor: AgentActor): void {
  if (actor.role === 'agent') requireOwn(state, actor);
}

export function isOwn(state: Interaction, { id }: AgentActor): boolean {
  if (state.endedAt === null) return state.user === id;
  return state.parties.some((party) => party.user === id);
}
