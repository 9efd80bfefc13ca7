/**
 * What can happen to an interaction, as data. An interaction is the fold of its events (`evolve`), so an event is never
 * changed after release; a new need gets a new optional field or a new type.
 */
export type PartyKind = 'visitor' | 'agent' | 'system';

/** visitor-protocol section 12.2. */
export type PartyState = 'initializing' | 'alerting' | 'active' | 'held' | 'voicemail' | 'disconnected';

export type InteractionType = 'chat' | 'callback' | 'intercom';

/** State strings an agent sees (handlers-and-site section 4.1). */
export type InteractionState = 'Initializing' | 'Offering' | 'Alerting' | 'Connected' | 'Held' | 'Disconnected';

/** Who ended it: the agent's side, the visitor's side, or the system. */
export type EndCode = 'LocalDisconnect' | 'RemoteDisconnect' | 'System';

export interface QueueRef {
  readonly type: 'Workgroup' | 'User';
  /** Key of the workgroup or user. */
  readonly id: string;
  readonly name: string;
}

export interface Started {
  readonly type: 'started';
  readonly body: {
    readonly kind: InteractionType;
    readonly queue: QueueRef;
    readonly name: string;
    /** Tracker individual of an authenticated visitor. */
    readonly individual?: string;
    readonly language?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    /** Digest of the chatID. */
    readonly chatDigest: string;
    /** Digest of the visitor's participantID, which derives from the chatID. */
    readonly participantDigest: string;
    readonly address?: string;
  };
}

/** A party appears or changes. `party` is its number in this interaction: 0 is the visitor, 1 the system, agents from 2. */
export interface PartyChanged {
  readonly type: 'party';
  readonly body: {
    readonly party: number;
    readonly state: PartyState;
    /** The next four stand in a party's first event, `name` also when it changes. */
    readonly kind?: PartyKind;
    readonly name?: string;
    readonly user?: string;
    /** Public GUID of an agent in this interaction; it opens nothing. */
    readonly participantId?: string;
  };
}

export interface TextSent {
  readonly type: 'text';
  readonly body: { readonly party: number; readonly text: string; readonly clientMessageId?: string };
}

/** The interaction's own state; visitors do not see this event. */
export interface StateChanged {
  readonly type: 'state';
  readonly body: {
    readonly state: InteractionState;
    readonly queue?: QueueRef;
    /** The agent it is alerting, connected to or held by; null: none. */
    readonly user?: string | null;
    readonly reason?: 'pickup' | 'assign' | 'alert-timeout' | 'agent-gone' | 'hold' | 'resume' | 'end' | 'transfer';
    readonly end?: EndCode;
  };
}

/** `visitorSeq`: position in the visitor's own stream, from 0, on events that the visitor sees. */
export type InteractionEvent = { readonly seq: number; readonly at: number; readonly visitorSeq?: number } & (
  | Started
  | PartyChanged
  | TextSent
  | StateChanged
);

export type NewEvent = Started | PartyChanged | TextSent | StateChanged;
