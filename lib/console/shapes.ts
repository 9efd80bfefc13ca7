import type { InteractionState, InteractionType, PartyKind, PartyState } from '../interactions/events.ts';

/**
 * What the agent API says about interactions, as plain data. Times are ISO 8601 in UTC with milliseconds.
 */
export interface LastMessage {
  /** At most `lastMessageLength` characters of it; the transcript has all. */
  readonly text: string;
  readonly at: string;
  readonly from: PartyKind;
}

export interface InteractionSummary {
  readonly id: string;
  readonly type: InteractionType;
  readonly state: InteractionState;
  /** The documented text for people, for example `ACD - Alerting: Ann` (handlers-and-site section 4.1). */
  readonly stateString: string;
  readonly queue: { readonly type: 'Workgroup' | 'User'; readonly name: string };
  /** The visitor's name. */
  readonly name: string;
  readonly startedAt: string;
  readonly stateSince: string;
  /** The agent it alerts, is connected to or is held by. */
  readonly user: { readonly id: string; readonly displayName: string } | null;
  /** It is (or, once ended, was at the end) the asking agent's. */
  readonly mine: boolean;
  readonly version: number;
  /** Visitor's texts that the asking agent has not marked as read. */
  readonly unread: number;
  readonly lastMessage: LastMessage | null;
  readonly language: string | null;
}

export type EntryKind = 'text' | 'system' | 'party' | 'state';

/** One line of a transcript. `seq` grows within the interaction; a number may be missing where nothing is shown. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: EntryKind;
  readonly from: { readonly kind: PartyKind; readonly name: string; readonly mine: boolean } | null;
  readonly text?: string;
  /** State of the party (`party`) or of the interaction (`state`). */
  readonly state?: PartyState | InteractionState;
  readonly clientMessageId?: string;
}

export interface PartySummary {
  /** Empty for the visitor: the own id opens the visitor's session. */
  readonly participantId: string;
  readonly kind: PartyKind;
  readonly name: string;
  readonly state: PartyState;
}

export interface InteractionDetail extends InteractionSummary {
  readonly transcript: readonly Entry[];
  /** True when older entries were left out, because there are too many for one answer. */
  readonly earlier: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parties: readonly PartySummary[];
}

export interface InteractionList {
  readonly interactions: readonly InteractionSummary[];
  /** Where the event stream stood before the list was read; `Last-Event-ID` for a stream that continues it. */
  readonly position: string;
}

/** An interaction that the agent no longer sees. */
export interface InteractionRemoved {
  readonly id: string;
  readonly removed: true;
}
