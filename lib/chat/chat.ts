import type { Cancel } from '../runtime/clock.ts';
import type { ChatEvent } from '../wire/messages.ts';

/** What a visitor asks for with chat/start (visitor-protocol section 6.1), already read from the wire. */
export interface StartInput {
  /** Workgroup or user; letter case does not matter. */
  readonly target: string;
  /** `Workgroup` (when absent) or `User`, in any letter case. */
  readonly targetType?: string | undefined;
  readonly name?: string | undefined;
  /** Null, empty or absent: an anonymous visitor. Otherwise `name` is a login name. */
  readonly password?: string | null | undefined;
  readonly customInfo?: string | undefined;
  /** Page attributes, not yet prefixed. Null values are left out. */
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
  /** Language tag of the visitor's page, e.g. `en-us`. */
  readonly language?: string | undefined;
  /** The visitor's network address. */
  readonly address?: string | undefined;
}

export interface StartedChat {
  readonly chatId: string;
  readonly participantId: string;
  /** Ten digits, as agents see it. */
  readonly interaction: string;
}

/** One answer to a poll. `events` is never changed after it was handed out. */
export interface Poll {
  readonly events: readonly ChatEvent[];
  /**
   * Present when `events` were claimed for this answer: the front calls it with true when the response was sent in
   * full, with false when it broke. False after true takes the delivery back if nothing was claimed in between
   * (a socket that died after the last byte was handed to it). Further calls do nothing.
   */
  readonly settle?: ((delivered: boolean) => void) | undefined;
}

export interface Reconnected extends Poll {
  readonly participantId: string;
  readonly chatId: string;
  readonly interaction: string;
}

export interface SendInput {
  readonly message: string;
  /** A repeat with the same id is answered as the first time and changes nothing. At most 64 characters. */
  readonly clientMessageId?: string | undefined;
}

export interface Sent {
  /** Position of the text in the visitor's event stream. */
  readonly sequenceNumber: number;
  /** Position of the text in the interaction's journal. */
  readonly seq: number;
  /** True when this clientMessageId had been sent before. */
  readonly repeated: boolean;
}

export interface PartyInfo {
  readonly name: string;
  /** Key of the agent, for whoever shows a photo; absent for the visitor and the system. */
  readonly userId?: string | undefined;
}

/** Where a stream's events go. Both are called synchronously and must not throw. */
export interface StreamSink {
  push(events: readonly ChatEvent[]): void;
  /** The session is over, or the service closes; nothing follows. */
  end(): void;
}

/** The person who acts on the agent's side. */
export interface AgentActor {
  readonly id: string;
  readonly displayName: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
}

export interface AgentSendInput {
  readonly text: string;
  readonly clientMessageId?: string | undefined;
}

/** A typing state in a chat, for the agents' streams. Not journalled; a `true` expires by itself after ten seconds. */
export interface Typing {
  readonly interaction: string;
  /** Number of the party: 0 is the visitor. */
  readonly party: number;
  readonly name: string;
  readonly typing: boolean;
}

/**
 * The chat room. Visitors are known by the participantID of their session, or the chatID when they come back; both are
 * secrets, compared without regard to letter case. Unknown or long ended: `session.unknown`. Too long or malformed
 * input: `request.invalid`, absent input: `request.missing-data`.
 */
export interface Chat {
  /** Errors: `request.missing-data`, `target.unknown`, `credentials.bad`, `userdb.offline`, `closing`. */
  start(input: StartInput): Promise<StartedChat>;
  /** Finds the chat again and repeats the state of every current party, followed by what was not delivered yet. */
  reconnect(chatId: string): Promise<Reconnected>;
  /**
   * What is new for this visitor. Answers without a promise when the session is in memory, and with one shared object
   * when nothing is new. With `after` (the last sequence number the client has): exactly what follows it.
   */
  poll(participantId: string, after?: number): Poll | Promise<Poll>;
  send(participantId: string, input: SendInput): Promise<Sent>;
  setTyping(participantId: string, typing: boolean): Promise<void>;
  /** Ends the chat from the visitor's side. A chat that has already ended answers the same. */
  exit(participantId: string): Promise<void>;
  /** Name of another party of the visitor's chat. Errors: `participant.unknown`. */
  partyInfo(participantId: string, other: string): Promise<PartyInfo>;
  /**
   * Pushes the visitor's events as they happen, from `after` + 1, or without it from what was not delivered yet.
   * An open stream keeps the session alive. Closing it is the caller's part.
   */
  subscribe(participantId: string, after: number | undefined, sink: StreamSink): Promise<Cancel>;

  /** Takes a waiting or alerting chat of one's queues. Errors: `interaction.unknown`, `forbidden`, `interaction.state`. */
  pickup(actor: AgentActor, interaction: string): Promise<void>;
  /** Own, connected. Repeating it changes nothing. */
  hold(actor: AgentActor, interaction: string): Promise<void>;
  /** Own, held. Repeating it changes nothing. */
  resume(actor: AgentActor, interaction: string): Promise<void>;
  /** Ends it from the agent's side: one's own, or any for supervisors and administrators. */
  disconnect(actor: AgentActor, interaction: string): Promise<void>;
  /** Own, connected or held. */
  sendAsAgent(actor: AgentActor, interaction: string, input: AgentSendInput): Promise<Sent>;
  typingAsAgent(actor: AgentActor, interaction: string, typing: boolean): Promise<void>;
  /** Tells of every typing state on any node. */
  onTyping(listener: (typing: Typing) => void): Cancel;

  /** Visitors with a session in this process, for metrics. */
  sessions(): number;
  /** Takes no new chat; ends streams; writes the cursors. What was answered is on disk when it resolves. */
  close(): Promise<void>;
}
