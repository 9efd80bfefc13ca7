import type {
  EndCode,
  InteractionState,
  InteractionType,
  PartyKind,
  PartyState,
  QueueRef,
} from './events.ts';

/** Somebody in an interaction: 0 is the visitor, 1 the system, agents from 2. */
export interface Party {
  readonly party: number;
  readonly kind: PartyKind;
  readonly name: string;
  readonly state: PartyState;
  /** Key of an agent's user. */
  readonly user: string | null;
  /** Public GUID of an agent in this interaction. */
  readonly participantId: string | null;
  /** When it first became active. */
  readonly joinedAt: number | null;
  /** When it disconnected, until it comes back. */
  readonly leftAt: number | null;
}

/** A text that came with a client message id, so that a repeat is known. */
export interface Sent {
  readonly party: number;
  readonly clientMessageId: string;
  readonly seq: number;
  readonly visitorSeq: number;
}

/** The newest text, for lists. */
export interface LastText {
  readonly party: number;
  readonly text: string;
  readonly seq: number;
  readonly at: number;
}

/** The fold of an interaction's events. Never changed; every event makes a new one. */
export interface Interaction {
  readonly id: string;
  readonly type: InteractionType;
  /** `seq` of the newest event. */
  readonly version: number;
  readonly startedAt: number;
  readonly state: InteractionState;
  readonly stateSince: number;
  readonly queue: QueueRef;
  /** The agent it is alerting, connected to or held by. */
  readonly user: string | null;
  /** The agent it alerted last without success, who is not tried first again. */
  readonly lastAttempted: string | null;
  readonly parties: readonly Party[];
  /** How many events the visitor may see: the next one's `visitorSeq`. */
  readonly visible: number;
  /** The visitor's name. */
  readonly name: string;
  readonly language: string | null;
  readonly individual: string | null;
  readonly address: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly chatDigest: string;
  readonly participantDigest: string;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly end: EndCode | null;
  readonly lastText: LastText | null;
  /** The newest texts with a client message id, oldest first. */
  readonly sent: readonly Sent[];
}
