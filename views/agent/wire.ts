/** What the agent API says, as the console reads it. Times are ISO 8601 strings. */

export interface Status {
  readonly name: string;
  /** Whether interactions are assigned to an agent with this status. */
  readonly available: boolean;
  /** Whether it can carry an end; absent: not said. */
  readonly allowDate?: boolean;
  readonly allowTime?: boolean;
}

export interface UserStatus {
  readonly name: string;
  readonly available: boolean;
  readonly since: string;
  readonly until?: string | null;
  readonly note?: string | null;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
  readonly status: UserStatus;
  readonly workgroups: readonly { readonly id: string; readonly name: string }[];
}

/** Documented state strings (handlers-and-site section 4.1); one the console does not know is shown as it is. */
export type InteractionState =
  | 'Initializing'
  | 'Scheduled'
  | 'Offering'
  | 'Alerting'
  | 'Connected'
  | 'Held'
  | 'Snoozed'
  | 'Disconnected'
  | (string & {});

export interface LastMessage {
  readonly text: string;
  readonly at: string;
  readonly from: PartyKind;
}

export interface InteractionSummary {
  readonly id: string;
  readonly type: 'chat' | 'callback' | 'intercom';
  readonly state: InteractionState;
  readonly stateString: string;
  readonly queue: { readonly type: 'Workgroup' | 'User'; readonly name: string };
  readonly name: string;
  readonly startedAt: string;
  readonly stateSince: string;
  /** Whom it alerts, or who talks or holds. */
  readonly user: { readonly id: string; readonly displayName: string } | null;
  readonly mine: boolean;
  /** Sequence number of its last event. */
  readonly version: number;
  readonly unread: number;
  readonly lastMessage: LastMessage | null;
  readonly language: string | null;
  /** Whether this agent may take it now; absent: not said. */
  readonly canPickup?: boolean;
  readonly wrapUpCode: string | null;
  readonly accountCode: string | null;
  /** Null: it is no callback. */
  readonly callback: CallbackSummary | null;
}

/** What only callbacks have. */
export interface CallbackSummary {
  /** Nine digits that the visitor knows it by. */
  readonly number: string;
  readonly subject: string;
  /** E.164. This and the next four are null where the visitor gave none, and all of them while `hidden`. */
  readonly telephone: string | null;
  /** The telephone number as people write it. */
  readonly formatted: string | null;
  /** Digits to dial once the call is answered. */
  readonly extension: string | null;
  /** The telephone number as the visitor typed it. */
  readonly typed: string | null;
  readonly email: string | null;
  /** How the visitor is reached is not for this agent's eyes now. */
  readonly hidden: boolean;
  /** The attempt that goes on or comes next, from 1; `attempts` is how many there may be. */
  readonly attempt: number;
  readonly attempts: number;
  readonly canRetry: boolean;
  /** Minutes until the next attempt when the agent says no other. */
  readonly snoozeMinutes: number;
  /** When `Scheduled` or `Snoozed` ends. */
  readonly until: string | null;
  readonly preferredTime: string | null;
  /** The visitor's, an IANA name. */
  readonly timeZone: string | null;
  readonly disposition: 'success' | 'failure' | null;
  /** It is answered by e-mail: the visitor gave no telephone number. */
  readonly message: boolean;
  /** Oldest first. */
  readonly history: readonly Attempt[];
}

/** One try to reach the visitor of a callback. */
export interface Attempt {
  readonly attempt: number;
  readonly agent: string;
  /** When *Make Call* was pressed first. */
  readonly calledAt: string | null;
  /** Null: it goes on. */
  readonly outcome: 'complete' | 'failed' | 'retryLater' | null;
  readonly endedAt: string | null;
  readonly note: string | null;
}

/** What an agent says happened to a callback. */
export interface CallbackStep {
  readonly action: 'call' | 'complete' | 'failed' | 'retryLater';
  readonly note?: string;
  /** `retryLater` only: instead of the workgroup's own time. */
  readonly minutes?: number;
}

export interface Code {
  readonly code: string;
  readonly name: string;
}

/** The codes that an agent may choose from. */
export interface CodeLists {
  readonly wrapUp: readonly Code[];
  readonly account: readonly Code[];
}

/** Absent: stays as it is. Null: taken away. */
export interface ChosenCodes {
  readonly wrapUpCode?: string | null;
  readonly accountCode?: string | null;
}

/** One stretch of an interaction's life, as Interaction Tracker keeps it (handlers-and-site section 5.5). */
export interface Segment {
  /** `Queue`, `Alert`, `Connect`, `Held`, `System` and others. */
  readonly type: string;
  readonly start: string;
  readonly durationMs: number;
  /** Such as `workgroup queue:Marketing`. */
  readonly queue: string | null;
  readonly localParties: readonly string[];
  /** What came next or who ended it; empty or null while it goes on. */
  readonly endCode: string | null;
  /** 0 unless two segments begin at the same moment. */
  readonly sequence: number;
  /** Stands in the segment for which an agent set one. */
  readonly wrapUpCode: string | null;
  /** Of a system segment that followed a snooze; the start is `yyyy-mm-dd HH:MM:SS.mmm` in UTC. */
  readonly details: { readonly SnoozeStartTime?: string; readonly SnoozeDurationInSeconds?: string | number } | null;
}

export type PartyKind = 'visitor' | 'agent' | 'system';

export interface Party {
  /** Empty for the visitor. */
  readonly participantId: string;
  readonly kind: PartyKind;
  readonly name: string;
  readonly state: string;
}

/** One line of the transcript. `seq` is unique in its interaction and grows; not every number is a line. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: 'text' | 'system' | 'party' | 'state' | 'attempt' | 'note' | 'codes';
  readonly from: { readonly kind: PartyKind; readonly name: string; readonly mine: boolean } | null;
  readonly text?: string;
  readonly state?: string;
  readonly clientMessageId?: string;
  /** When this `state` ends by itself (`Scheduled`, `Snoozed`). */
  readonly until?: string;
  /** What was done in an `attempt`. */
  readonly step?: CallbackStep['action'];
  readonly attempt?: number;
  readonly note?: string;
  /** The `codes` that were set; null: taken away. */
  readonly wrapUpCode?: string | null;
  readonly accountCode?: string | null;
}

export interface InteractionDetail extends InteractionSummary {
  readonly transcript: readonly Entry[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly parties: readonly Party[];
}

export type StreamEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'interaction'; readonly summary: InteractionSummary }
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'entry'; readonly interaction: string; readonly entry: Entry }
  | { readonly type: 'typing'; readonly interaction: string; readonly name: string; readonly typing: boolean }
  | { readonly type: 'me'; readonly user: User }
  | { readonly type: 'reset' };

/** What an agent can do to an interaction with one click. */
export type InteractionAction = 'pickup' | 'hold' | 'resume' | 'disconnect';

/** What is under way for an interaction. */
export type Doing = InteractionAction | CallbackStep['action'] | 'note' | 'codes';
