/**
 * What the server says to a visitor's client: strict, because clients drop a whole answer over one field they do not
 * know (visitor-protocol sections 6.0, 12 and 22).
 */
export type ParticipantType = 'Agent' | 'System' | 'WebUser';

export type ParticipantState = 'initializing' | 'alerting' | 'active' | 'held' | 'voicemail' | 'disconnected';

/** The system's participantID in every chat. */
export const SYSTEM_PARTICIPANT = '00000000-0000-0000-0000-000000000000';

interface EventBase {
  readonly participantID: string;
  readonly participantType: ParticipantType;
  /** Position in this visitor's stream, from 0. A typing event carries the next position without using it up. */
  readonly sequenceNumber: number;
}

interface Spoken extends EventBase {
  readonly displayName: string;
  /** Always 0: every capture has it so, and one client breaks on anything else (section 12.7). */
  readonly conversationSequenceNumber: 0;
}

export interface StateChangedEvent extends EventBase {
  readonly type: 'participantStateChanged';
  readonly participantName: string;
  readonly state: ParticipantState;
}

export interface TextEvent extends Spoken {
  readonly type: 'text';
  readonly contentType: 'text/plain';
  readonly value: string;
}

/** `value` is an absolute http(s) URL that is safe to insert as HTML. */
export interface UrlEvent extends Spoken {
  readonly type: 'url';
  readonly value: string;
}

/** `value` is `/websvcs/chat/getfile/{visitor}/{32 hex digits}/{name}`. */
export interface FileEvent extends Spoken {
  readonly type: 'file';
  readonly value: string;
}

export interface TypingEvent extends EventBase {
  readonly type: 'typingIndicator';
  readonly value: boolean;
}

export type ChatEvent = StateChangedEvent | TextEvent | UrlEvent | FileEvent | TypingEvent;

export type Status =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly reason: string; readonly params?: Readonly<Record<string, unknown>> };
