import type { Change, Write } from '../journal/change.ts';
import type { NewEvent, Started } from './events.ts';
import type { Interaction } from './interaction.ts';

/** What should happen to an interaction, and what the caller gets once it has. Neither events nor writes: nothing is written. */
export interface Decision<T> {
  readonly events: readonly NewEvent[];
  readonly writes?: readonly Write[];
  readonly result: T;
}

/** Decides on the newest state; may run again when another writer was faster, so it has no effects of its own. Throws to refuse. */
export type Decide<T> = (state: Interaction, now: number) => Decision<T>;

/** What a new interaction starts with; `chatId` is the secret that reconnects, of which only the digest is kept. */
export type NewInteraction = Omit<Started['body'], 'chatDigest' | 'participantDigest'> & { readonly chatId: string };

export interface Created<T> {
  readonly interaction: Interaction;
  /** The visitor's participantID; it derives from the chatId. */
  readonly participantId: string;
  readonly result: T;
}

export interface Proposal {
  readonly change: Change;
  /** The state once the change is committed. */
  readonly next: Interaction;
}
