import type { Knex } from 'knex';
import type { Change, Write } from '../journal/change.ts';
import type { InteractionEvent, NewEvent, Started } from './events.ts';
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

/** The interactions of all rooms: their state, and the one way to change it. */
export interface Interactions {
  /** From memory alone. */
  peek(id: string): Interaction | undefined;
  /** Inside `journal.exclusive` pass its `trx`. */
  get(id: string, trx?: Knex.Transaction): Promise<Interaction | undefined>;
  /** From memory alone, by the visitor's participantID. */
  peekParticipant(participantId: string): Interaction | undefined;
  byParticipant(participantId: string): Promise<Interaction | undefined>;
  byChat(chatId: string): Promise<Interaction | undefined>;
  /** Starts an interaction; `decide` gives the events that follow `started`, in the same change. */
  create<T>(start: NewInteraction, decide: Decide<T>): Promise<Created<T>>;
  /**
   * Changes an interaction, one change at a time; resolves once it is on disk. Throws what `decide` throws,
   * `interaction.unknown` when there is none, and `journal.conflict` when other writers were faster five times in a row.
   */
  change<T>(id: string, decide: Decide<T>): Promise<T>;
  /** The same as data, for `journal.exclusive`. */
  propose(state: Interaction, decision: Decision<unknown>, now: number): Proposal;
  /**
   * What the visitor may see from its own number `from` on, in order, with `visitorSeq` filled in; without a promise
   * when memory reaches back so far.
   */
  visible(state: Interaction, from: number): readonly InteractionEvent[] | Promise<readonly InteractionEvent[]>;
  /** All events after `after`, in order, with `visitorSeq` filled in. */
  events(state: Interaction, after: number): Promise<readonly InteractionEvent[]>;
  /** The next interaction number: ten digits, never used before. */
  nextNumber(): Promise<string>;
  close(): void;
}
