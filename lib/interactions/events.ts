/**
 * What can happen to an interaction, as data. An interaction is the fold of its events (`evolve`), so an event is never
 * changed after release; a new need gets a new optional field or a new type.
 */
export type PartyKind = 'visitor' | 'agent' | 'system';

/** visitor-protocol section 12.2. */
export type PartyState = 'initializing' | 'alerting' | 'active' | 'held' | 'voicemail' | 'disconnected';

export type InteractionType = 'chat' | 'callback' | 'intercom';

/**
 * State strings an agent sees (handlers-and-site section 4.1). A callback is `Snoozed` between two attempts, and `Scheduled`
 * until the time that its visitor prefers; in both it waits outside the queue.
 */
export type InteractionState =
  | 'Initializing'
  | 'Scheduled'
  | 'Offering'
  | 'Alerting'
  | 'Connected'
  | 'Held'
  | 'Snoozed'
  | 'Disconnected';

/** Who ended it: the agent's side, the visitor's side, or the system. */
export type EndCode = 'LocalDisconnect' | 'RemoteDisconnect' | 'System';

export interface QueueRef {
  readonly type: 'Workgroup' | 'User';
  /** Key of the workgroup or user. */
  readonly id: string;
  readonly name: string;
}

/** A skill that an agent must have to get an interaction from its queue (handlers-and-site section 4.5). */
export interface RequiredSkill {
  /** Key of the skill. */
  readonly skill: string;
  /** What it was called when it was required. */
  readonly name: string;
  /** Least proficiency, 0 to 100; 0: it only makes an agent more suitable. */
  readonly minimum: number;
  /** How much proficiency and desire count in scores; absent: 1 and 0. */
  readonly weights?: { readonly proficiency: number; readonly desire: number };
}

/** Who should get an interaction, and before which others. */
export interface Routing {
  readonly skills: readonly RequiredSkill[];
  /** Absent: 50. */
  readonly priority?: number;
}

/** What the visitor of a callback asked for. */
export interface CallbackRequest {
  /** Nine digits that a person can read out: the callbackID of the visitor protocol. */
  readonly number: string;
  /** E.164, e.g. `+493012345678`. Absent: a message, to be answered by e-mail. */
  readonly telephone?: string;
  /** Digits to dial once the call is answered. */
  readonly extension?: string;
  /** The telephone number as the visitor typed it. */
  readonly typed?: string;
  readonly email?: string;
  readonly subject: string;
  /** The time that the visitor prefers, UTC milliseconds; absent: as soon as possible. */
  readonly preferredAt?: number;
  /** The visitor's time zone, an IANA name. */
  readonly timeZone?: string;
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
    /** The address as limits count it; absent: it counts for no address. */
    readonly caller?: string;
    /** Absent: any agent of the queue, in the order of the starts. */
    readonly routing?: Routing;
    /** Stands in callbacks only. */
    readonly callback?: CallbackRequest;
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
    readonly reason?:
      | 'pickup'
      | 'assign'
      | 'alert-timeout'
      | 'agent-gone'
      | 'hold'
      | 'resume'
      | 'end'
      | 'transfer'
      | 'schedule'
      | 'snooze'
      | 'due';
    readonly end?: EndCode;
    /** When `Scheduled` or `Snoozed` ends, UTC milliseconds. */
    readonly until?: number;
  };
}

/** What an agent did to reach the visitor of a callback (handlers-and-site section 4.10). Visitors do not see it. */
export type AttemptStep = 'call' | 'complete' | 'failed' | 'retryLater';

export interface AttemptMade {
  readonly type: 'attempt';
  readonly body: {
    /** Counts from 1; every snooze begins a new one. */
    readonly attempt: number;
    readonly user: string;
    readonly step: AttemptStep;
    readonly note?: string;
  };
}

/** A remark among agents. */
export interface NoteWritten {
  readonly type: 'note';
  readonly body: { readonly user: string; readonly text: string };
}

/** The visitor was warned that he is idle: he stopped typing, or his browser stopped polling. */
export interface IdleWarned {
  readonly type: 'idle';
  readonly body: { readonly why: 'typing' | 'polling' };
}

/** The visitor's data is no more: `text` stands where something was written or named him, in all events before. */
export interface Erased {
  readonly type: 'erased';
  readonly body: { readonly text: string };
}

/** Account and wrap-up code; an absent one stays, null takes it away. */
export interface CodesSet {
  readonly type: 'codes';
  readonly body: {
    readonly user: string;
    readonly wrapUpCode?: string | null;
    readonly accountCode?: string | null;
  };
}

/** `visitorSeq`: position in the visitor's own stream, from 0, on events that the visitor sees. */
export type InteractionEvent = { readonly seq: number; readonly at: number; readonly visitorSeq?: number } & (
  | Started
  | PartyChanged
  | TextSent
  | StateChanged
  | AttemptMade
  | NoteWritten
  | IdleWarned
  | CodesSet
  | Erased
);

export type NewEvent =
  | Started
  | PartyChanged
  | TextSent
  | StateChanged
  | AttemptMade
  | NoteWritten
  | IdleWarned
  | CodesSet
  | Erased;
