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
  | 'Offering'
  | 'Alerting'
  | 'Connected'
  | 'Held'
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
  readonly kind: 'text' | 'system' | 'party' | 'state';
  readonly from: { readonly kind: PartyKind; readonly name: string; readonly mine: boolean } | null;
  readonly text?: string;
  readonly state?: string;
  readonly clientMessageId?: string;
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
