import type { Cancel } from '../runtime/clock.ts';
import type { InteractionDetail, InteractionList } from './shapes.ts';

/** Who asks, as the session knows it. Workgroups are looked up when they are needed, because they change. */
export interface Caller {
  readonly id: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
  /** Names the browser session; signing one out leaves the agent's others alone. */
  readonly session: string;
}

/** Where an event stream is written. */
export interface StreamSink {
  /** Adds text to what is on its way. False: more is waiting than `streamBuffer` allows, and the stream is ended. */
  write(text: string): boolean;
  end(): void;
}

/**
 * The agent console's side of the product: what an agent may see and do, and how it becomes known at once.
 * Bodies come as they were parsed, unchecked. Every function raises IwtError: `interaction.unknown` for what the caller
 * may not see (nothing tells it apart from what does not exist), `request.invalid`, `interaction.state`, `forbidden`.
 */
export interface Console {
  /** Mine, and those waiting in my workgroups; supervisors see all of their workgroups, administrators everything that goes on. */
  list(caller: Caller): Promise<InteractionList>;
  /** One with its transcript; with `after`, only entries with a greater `seq`. */
  read(caller: Caller, id: string, after?: unknown): Promise<InteractionDetail>;
  pickup(caller: Caller, id: string): Promise<Record<string, never>>;
  hold(caller: Caller, id: string): Promise<Record<string, never>>;
  resume(caller: Caller, id: string): Promise<Record<string, never>>;
  disconnect(caller: Caller, id: string): Promise<Record<string, never>>;
  /** `{text, clientMessageId?}`. A repeated `clientMessageId` is answered as the first time. */
  send(caller: Caller, id: string, body: unknown): Promise<{ seq: number }>;
  /** `{typing}` */
  typing(caller: Caller, id: string, body: unknown): Promise<Record<string, never>>;
  /** `{seq}`: everything up to there is read. */
  markRead(caller: Caller, id: string, body: unknown): Promise<{ unread: number }>;
  /** Starts an event stream and resolves once it is live. The returned function ends it (the browser left). */
  events(caller: Caller, lastEventId: string | undefined, sink: StreamSink): Promise<Cancel>;
  /** The caller used the API just now: keeps the presence lease alive. */
  touch(caller: Caller): void;
  /**
   * Before a session ends. `{force?: boolean}`: with chats connected or held and no other open console of the same agent,
   * raises `interaction.state` unless forced; forced, they return to their queues with their history.
   */
  signOut(caller: Caller, body: unknown): Promise<void>;
  /** Ends the streams of a user (or of one session) whose right to them ended. */
  endStreams(user: string, session?: string): void;
  /** Learns who was present before a restart, and begins to renew and to sweep leases. */
  start(): Promise<void>;
  /** Ends all streams and stops the timers. Leases stay, so that a restart finds them. */
  close(): Promise<void>;
}
