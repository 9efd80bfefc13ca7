import type { Knex } from 'knex';
import type { Change, Locks, Write } from '../journal/change.ts';
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
export type NewInteraction = Omit<Started['body'], 'chatDigest' | 'participantDigest' | 'caller'> & {
  readonly chatId: string;
};

export interface Created<T> {
  readonly interaction: Interaction;
  /** The visitor's participantID; it derives from the chatId. */
  readonly participantId: string;
  readonly result: T;
}

/** A new interaction that is not on disk yet. */
export interface Prepared<T> {
  readonly change: Change;
  readonly created: Created<T>;
  /** Puts it on disk, by itself. Throws `limit.reached`. */
  commit(): Promise<void>;
  /** For `journal.exclusive`: rows to lock besides others, and what to call under their lock; throws `limit.reached`. */
  readonly locks: Locks;
  admit(trx: Knex.Transaction): Promise<void>;
  /** To be called once the change is committed, so that this node has it in memory. */
  keep(): void;
}

export interface Proposal {
  readonly change: Change;
  /** The state once the change is committed. */
  readonly next: Interaction;
}
