import type { Bus } from '../cluster/bus.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Decide, Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queues, SystemTexts } from '../queues/queues.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { readGuid } from '../wire/visitor-input.ts';
import { type AgentActor, readAfter } from './bridge.ts';
import { acknowledge, startOver } from './delivery.ts';
import { type AgentSendInput, createDesk } from './desk.ts';
import { createIdle } from './idle.ts';
import type { IdleSource } from './idle-settings.ts';
import type { StreamSink } from './open-stream.ts';
import { createPoll, type Poll } from './poll.ts';
import {
  createVisitorProcessor,
  type PartyInfo,
  type Reconnected,
  type SendInput,
  type StartedChat,
  type StartInput,
  stopAlert,
  type VisitorLogin,
  type VisitorParts,
} from './processor.ts';
import { createRepeats } from './repeats.ts';
import { end, type Sent, VISITOR_PARTY } from './rules.ts';
import { createSessions, type Session } from './sessions.ts';
import { createSharedLeases, noSharedLeases } from './shared-leases.ts';
import { chatStore } from './store.ts';
import { createStreams } from './streams.ts';
import { createTypingHub, noteTyping, type Typing, takeTyping } from './typing.ts';
import { createVisitorLease, VISITOR_GONE_MS } from './visitor-lease.ts';
import { typingEvent } from './wire-events.ts';

export type {
  AgentActor,
  AgentSendInput,
  PartyInfo,
  Poll,
  Reconnected,
  SendInput,
  Sent,
  StartedChat,
  StartInput,
  StreamSink,
  Typing,
  VisitorLogin,
};

/**
 * The chat room. Visitors are known by the participantID of their session, or the chatID when they come back; both are
 * secrets, compared without regard to letter case. Unknown or long ended: `session.unknown`. Too long or malformed
 * input: `request.invalid`, absent input: `request.missing-data`. Whatever has already ended: `interaction.state`.
 */
export interface Chat {
  /** Errors: `request.missing-data`, `target.unknown`, `credentials.bad`, `login.limited`, `userdb.offline`, `closing`. */
  start(input: StartInput): Promise<StartedChat>;
  /** Finds the chat again and repeats the state of every party the client knew; the rest comes with the next poll. */
  reconnect(chatId: string): Promise<Reconnected>;
  /**
   * What is new for this visitor. Answers (or throws) without a promise when the session is in memory, and with one
   * shared object when nothing is new. With `after` (the last sequence number the client has, -1 for none): exactly what
   * follows it.
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
   * An open stream keeps the session alive. The returned function closes it.
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

  /** Begins to look for visitors who are gone. */
  begin(): void;
  /** Visitors with a session in this process, for metrics. */
  sessions(): number;
  /** Takes no new chat; ends streams; writes the cursors. What was answered is on disk when it resolves. */
  close(): Promise<void>;
}

export interface ChatParts {
  readonly database: Database;
  readonly journal: Journal;
  /** Made before the chat, so that it hears of a commit first. */
  readonly interactions: Interactions;
  readonly timers: Timers;
  readonly bus: Bus;
  readonly queues: Queues;
  readonly visitors: VisitorLogin;
  readonly texts: SystemTexts;
  /** Absent: routing contexts choose no agents. */
  readonly skills?: VisitorParts['skills'];
  /** Whether nobody serves the queue at the moment, which visitors are told. Absent: somebody always does. */
  readonly closed?: VisitorParts['closed'];
  /** Hears visitors who want the transcript. Absent: nobody offers it. */
  readonly transcript?: VisitorParts['transcript'];
  readonly runtime: Runtime;
  /** Milliseconds without a poll or stream after which a visitor counts as gone. Default five minutes. */
  readonly visitorGoneAfter?: number | undefined;
  /** When visitors count as idle; absent: never. */
  readonly idle?: IdleSource | undefined;
}

export function createChat(parts: ChatParts): Chat {
  const { bus, interactions, runtime } = parts;
  const store = chatStore(parts.database);
  const typing = createTypingHub(bus, runtime);
  const repeats = createRepeats(interactions);
  // Only a server of databases has other clients.
  const shared = parts.database.dialect === 'mysql';
  const sessions = createSessions({ ...parts, store, shared, changed });
  const streams = createStreams({ interactions, sessions, runtime });
  const visitor = createVisitorProcessor({ ...parts, sessions, repeats, typing });
  const desk = createDesk({ ...parts, repeats, typing });
  const goneAfter = parts.visitorGoneAfter ?? VISITOR_GONE_MS;
  const told = shared ? createSharedLeases({ ...parts, store, goneAfter }) : noSharedLeases;
  const idle = parts.idle && createIdle({ ...parts, source: parts.idle, sessions, store, typing, goneAfter });
  const lease = createVisitorLease({
    ...parts,
    sessions,
    streams,
    store,
    shared: told,
    goneAfter,
    gone: visitor.leave,
    resting: idle?.governs,
  });
  let closing = false;

  function changed(session: Session, _committed: Committed): void {
    streams.advance(session);
  }

  /** Whoever has said something, or left, has stopped typing. */
  function stopTyping({ interaction, events }: Committed): void {
    for (const { type, body } of events) {
      const { party, state } = body as { party: number; state?: string };
      if (type === 'text' || (type === 'party' && state === 'disconnected')) typing.stopped(interaction, party);
    }
  }

  /** The visitor learns of the others' typing: at once on a stream, else with the next poll. */
  function tellVisitor({ interaction, party, typing: value }: Typing): void {
    const session = party === VISITOR_PARTY ? undefined : sessions.ofInteraction(interaction);
    if (!session) return;
    session.typing = noteTyping(session.typing, party, value);
    const state = interactions.peek(interaction);
    if (!session.streams || !session.typing || !state) return;
    const { tell, left } = takeTyping(session.typing);
    session.typing = left;
    for (const news of tell) {
      const from = state.parties[news.party];
      if (from) streams.push(session, typingEvent(from, news.typing, state.visible, session));
    }
  }

  async function subscribe(participantId: string, after: number | undefined, sink: StreamSink): Promise<Cancel> {
    if (closing) throw closingError();
    const session = sessions.find(participantId) ?? (await sessions.load(readGuid(participantId)));
    session.seen = runtime.clock.now();
    if (after === undefined) {
      await sessions.refresh(session);
      startOver(session);
      return streams.open(session, session.delivered, sink);
    }
    const next = Math.min(readAfter(after) + 1, session.visible);
    if (acknowledge(session, next)) sessions.delivered(session, 'later');
    return streams.open(session, next, sink);
  }

  const unwatch = parts.journal.watch(stopTyping);
  typing.listen(tellVisitor);

  return {
    async start(input) {
      if (closing) throw closingError();
      return visitor.start(input);
    },
    reconnect: visitor.reconnect,
    poll: createPoll({ sessions, interactions, runtime }),
    send: visitor.send,
    setTyping: visitor.setTyping,
    exit: visitor.exit,
    partyInfo: visitor.partyInfo,
    subscribe,
    pickup: desk.pickup,
    hold: desk.hold,
    resume: desk.resume,
    disconnect: desk.disconnect,
    sendAsAgent: desk.send,
    typingAsAgent: desk.setTyping,
    onTyping: typing.listen,
    begin() {
      lease.start();
      idle?.begin();
    },
    sessions: sessions.size,
    async close() {
      closing = true;
      lease.close();
      await idle?.close();
      typing.close();
      unwatch();
      for (const session of sessions.all()) streams.endAll(session);
      await sessions.flush();
      sessions.close();
    },
  };
}

/** The end of a chat by the system, whatever goes on; one that has ended stays as it is. */
export function endChat(timers: Pick<Timers, 'cancel'>, texts: SystemTexts): Decide<void> {
  return (state) => stopAlert(timers, state, end(state, 'System', texts));
}

function closingError(): IwtError {
  return new IwtError('closing', 'The service is closing and takes no new chats.');
}
