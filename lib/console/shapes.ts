import type { AttemptStep, InteractionState, InteractionType, PartyKind, PartyState } from '../interactions/events.ts';
import type { Segment } from '../tracker/tracker.ts';

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
  /** Whether the asking agent may take it now. */
  readonly canPickup: boolean;
  readonly wrapUpCode: string | null;
  readonly accountCode: string | null;
  /** Null: it is no callback. */
  readonly callback: CallbackSummary | null;
}

/** How the visitor of a callback is reached. */
export interface Reach {
  /** E.164; null also when the visitor gave none. */
  readonly telephone: string | null;
  /** The telephone number as people write it. */
  readonly formatted: string | null;
  /** Digits to dial once the call is answered. */
  readonly extension: string | null;
  /** The telephone number as the visitor typed it. */
  readonly typed: string | null;
  readonly email: string | null;
}

/**
 * What only callbacks have. `Reach` stands there for whom the callback is assigned to, and for its supervisors; for others
 * `hidden` is true and all of it null.
 */
export interface CallbackSummary extends Reach {
  /** Nine digits that the visitor knows it by; nine dots when `hidden`, because the digits open the request. */
  readonly number: string;
  readonly subject: string;
  readonly hidden: boolean;
  /** The attempt that goes on or comes next, from 1; `attempts` is how many there may be. */
  readonly attempt: number;
  readonly attempts: number;
  /** Whether another attempt may follow this one. */
  readonly canRetry: boolean;
  /** Minutes until the next attempt when *Retry Later* says no other. */
  readonly snoozeMinutes: number;
  /** When `Scheduled` or `Snoozed` ends; null in other states. */
  readonly until: string | null;
  readonly preferredTime: string | null;
  /** The visitor's, an IANA name. */
  readonly timeZone: string | null;
  readonly disposition: 'success' | 'failure' | null;
  /** The visitor gave no telephone number: it is answered by e-mail. */
  readonly message: boolean;
  /** Oldest first. */
  readonly history: readonly AttemptSummary[];
}

export interface AttemptSummary {
  readonly attempt: number;
  /** The agent's display name. */
  readonly agent: string;
  /** When *Make Call* was pressed first. */
  readonly calledAt: string | null;
  /** Null: it goes on. */
  readonly outcome: Exclude<AttemptStep, 'call'> | null;
  readonly endedAt: string | null;
  readonly note: string | null;
}

export type EntryKind = 'text' | 'system' | 'party' | 'state' | 'attempt' | 'note' | 'codes';

/** One line of a transcript. `seq` grows within the interaction; a number may be missing where nothing is shown. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: EntryKind;
  readonly from: { readonly kind: PartyKind; readonly name: string; readonly mine: boolean } | null;
  /** Of a `text`, a `system` text or a `note`. */
  readonly text?: string;
  /** State of the party (`party`) or of the interaction (`state`). */
  readonly state?: PartyState | InteractionState;
  readonly clientMessageId?: string;
  /** When this `state` ends by itself (`Scheduled`, `Snoozed`). */
  readonly until?: string;
  /** What was done in an `attempt`, and its number. */
  readonly step?: AttemptStep;
  readonly attempt?: number;
  readonly note?: string;
  /** The `codes` that were set; null: taken away. */
  readonly wrapUpCode?: string | null;
  readonly accountCode?: string | null;
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

/** A stretch of an interaction's life (handlers-and-site section 5.5). */
export interface TimelineSegment
  extends Pick<
    Segment,
    'type' | 'durationMs' | 'sequence' | 'localParties' | 'queue' | 'endCode' | 'details' | 'remoteName'
  > {
  readonly start: string;
  readonly wrapUpCode: string | null;
  /** Null also for whom it is not meant. */
  readonly remoteAddress: string | null;
}

export interface Timeline {
  readonly segments: readonly TimelineSegment[];
}

/** An interaction that the agent no longer sees. */
export interface InteractionRemoved {
  readonly id: string;
  readonly removed: true;
}
