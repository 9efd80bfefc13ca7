import { IwtError } from '../errors.ts';
import type { QueueRef } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision, Interactions } from '../interactions/interactions.ts';
import { participantIdOf } from '../interactions/participant-ids.ts';
import { accountOf, type VisitorAccount, type VisitorLogin, visitorFields } from '../interactions/visitor-login.ts';
import type { Write } from '../journal/change.ts';
import { alertTimerId, type Queues, type SystemTexts, systemText } from '../queues/queues.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type RoutingContext, readRoutingContexts, type Skills } from '../skills/skills.ts';
import type { Timers } from '../timers/timers.ts';
import type { ChatEvent } from '../wire/messages.ts';
import { readGuid, readVisitorInput, type VisitorInput } from '../wire/visitor-input.ts';
import { readMessage, requireChat } from './bridge.ts';
import { isDrained, startOver } from './delivery.ts';
import type { Poll } from './poll.ts';
import type { Repeats } from './repeats.ts';
import { begin, type Closed, end, type Sent, say, VISITOR_PARTY } from './rules.ts';
import type { Session, Sessions } from './sessions.ts';
import type { TypingHub } from './typing.ts';
import { partyNamed, stateEvent } from './wire-events.ts';

export interface StartedChat {
  readonly chatId: string;
  readonly participantId: string;
  /** Ten digits, as agents see it. */
  readonly interaction: string;
}

/** `events`: the state of every party the client knew of; what was not delivered yet comes with the next poll. */
export interface Reconnected extends StartedChat, Poll {}

export interface SendInput {
  readonly message: string;
  /** A repeat with the same id is answered as the first time and changes nothing. At most 64 characters. */
  readonly clientMessageId?: string | undefined;
}

export interface PartyInfo {
  readonly name: string;
  /** Key of the agent, for whoever shows a photo; absent for the visitor and the system. */
  readonly userId?: string | undefined;
}

export type { VisitorAccount, VisitorLogin };

/** What a visitor asks for with chat/start (visitor-protocol section 6.1). */
export interface StartInput extends VisitorInput {
  /** What kind of help the page says is wanted. */
  readonly routingContexts?: readonly RoutingContext[] | undefined;
  /** He wants the transcript by e-mail; without an address, to that of his account. */
  readonly transcript?: { readonly email?: string | undefined } | undefined;
}

/** What a visitor who wants the transcript gets: a line in the chat, and rows that are written with its start. */
export interface TranscriptGranted {
  readonly line: string;
  writes(state: Interaction, now: number): readonly Write[];
}

/** Undefined: nobody offers transcripts, and the wish is not heard. Throws what is wrong with the address. */
export type AskTranscript = (wish: {
  readonly email: string | undefined;
  readonly individual: string | undefined;
  readonly address: string | undefined;
  readonly language: string | undefined;
}) => Promise<TranscriptGranted | undefined>;

export interface VisitorParts {
  readonly interactions: Interactions;
  readonly queues: Pick<Queues, 'resolveTarget'>;
  /** Whether nobody serves the queue at the moment; absent: somebody always does. */
  readonly closed?: (queue: QueueRef) => Promise<Closed | null>;
  /** Absent: nobody offers transcripts. */
  readonly transcript?: AskTranscript | undefined;
  /** Absent: routing contexts choose no agents. */
  readonly skills?: Pick<Skills, 'route'> | undefined;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly visitors: VisitorLogin;
  readonly sessions: Sessions;
  readonly repeats: Repeats;
  readonly typing: TypingHub;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
}

/** What visitors do, from the sound command to what is on disk. */
export function createVisitorProcessor(parts: VisitorParts) {
  const { interactions, queues, timers, visitors, sessions, repeats, typing, texts, runtime } = parts;

  async function start(input: StartInput): Promise<StartedChat> {
    const { contexts, wanted } = readStart(input);
    const queue = await queues.resolveTarget(wanted.target, wanted.targetType);
    if (!queue) throw new IwtError('target.unknown', 'There is no such workgroup or user.', { target: wanted.target });
    const account = await accountOf(wanted, visitors, runtime.log);
    const name = account?.displayName ?? (wanted.name || texts.anonymous(wanted.language ?? null));
    const closed = (await parts.closed?.(queue)) ?? null;
    const { language, address } = wanted;
    const granted =
      input.transcript &&
      (await parts.transcript?.({ email: input.transcript.email, individual: account?.id, address, language }));
    const { attributes } = wanted;
    const routed = await parts.skills?.route({ type: 'chat', queue, contexts, attributes, language });
    const chatId = guid(runtime.ids);
    const { interaction, participantId } = await interactions.create(
      { kind: 'chat', queue, name, ...visitorFields(wanted, account, routed), chatId },
      (state, now) => ({
        events: [...begin(name, language ?? null, queue, texts, closed), ...systemText(granted?.line ?? '')],
        writes: granted?.writes(state, now) ?? [],
        result: undefined,
      }),
    );
    sessions.begin(interaction, participantId);
    return { chatId, participantId, interaction: interaction.id };
  }

  async function reconnect(chatId: string): Promise<Reconnected> {
    const id = readGuid(chatId);
    const state = await interactions.byChat(id);
    if (state?.type !== 'chat') throw unknownSession();
    const session = await sessions.load(participantIdOf(id));
    await sessions.refresh(session);
    startOver(session);
    session.seen = runtime.clock.now();
    // He knows that it is over; a client that came back to it would let him write into the void.
    if (session.endedAt !== null && isDrained(session)) throw unknownSession();
    session.typing = session.typing?.map((news) => ({ ...news, told: false })) ?? null;
    const events = await currentParties(session);
    return { chatId: id, participantId: session.participantId, interaction: state.id, events };
  }

  /**
   * The parties as they stood after what was delivered, so that the events that follow make sense. They carry the number
   * of the last delivered event: a client that drops numbers it has seen loses nothing by dropping them.
   */
  async function currentParties(session: Session): Promise<ChatEvent[]> {
    const state = requireChat(await interactions.get(session.interaction));
    const number = Math.max(0, session.delivered - 1);
    const late = new Map<number, boolean>();
    for (const event of await interactions.visible(state, session.delivered)) {
      if (event.type === 'party') late.set(event.body.party, true);
    }
    const known = late.size === 0 ? statesOf(state) : await statesAt(state, session.delivered);
    return state.parties.flatMap((party) => {
      // The visitor and the system are always there, also before the first poll.
      const at = known.get(party.party) ?? (party.kind === 'agent' ? 'disconnected' : 'active');
      return at === 'disconnected' ? [] : [stateEvent(party, at, number, session)];
    });
  }

  async function statesAt(state: Interaction, delivered: number) {
    const states = new Map<number, Interaction['parties'][number]['state']>();
    for (const event of await interactions.visible(state, 0)) {
      if ((event.visitorSeq ?? 0) >= delivered) break;
      if (event.type === 'party') states.set(event.body.party, event.body.state);
    }
    return states;
  }

  async function send(participantId: string, input: SendInput): Promise<Sent> {
    const { text, clientMessageId } = readMessage(input.message, input.clientMessageId);
    const { interaction } = await came(participantId);
    const first = await repeats.find(interaction, VISITOR_PARTY, clientMessageId);
    if (first) return first;
    return interactions.change(interaction, (state) => say(state, VISITOR_PARTY, text, clientMessageId));
  }

  async function setTyping(participantId: string, value: boolean): Promise<void> {
    const { interaction, endedAt } = await came(participantId);
    const state = endedAt === null && requireChat(await interactions.get(interaction));
    if (state && state.endedAt === null)
      typing.set({ interaction, party: VISITOR_PARTY, name: state.name, typing: value });
  }

  async function exit(participantId: string): Promise<void> {
    const { interaction } = await came(participantId);
    await leave(interaction);
  }

  /** The visitor's side ends it. */
  function leave(interaction: string): Promise<void> {
    return interactions.change(interaction, (state) => {
      return stopAlert(timers, state, end(state, 'RemoteDisconnect', texts));
    });
  }

  async function partyInfo(participantId: string, other: string): Promise<PartyInfo> {
    const session = await came(participantId);
    const state = requireChat(await interactions.get(session.interaction));
    const party = partyNamed(state, readGuid(other), session);
    if (!party) throw new IwtError('participant.unknown', 'Nobody in this chat has that participantID.');
    return party.user === null ? { name: party.name } : { name: party.name, userId: party.user };
  }

  async function came(participantId: string): Promise<Session> {
    const session = sessions.find(participantId) ?? (await sessions.load(readGuid(participantId)));
    session.seen = runtime.clock.now();
    return session;
  }

  return { start, reconnect, send, setTyping, exit, leave, partyInfo };
}

/** Whatever ends an alert also stops its clock. */
export function stopAlert<T>(timers: Pick<Timers, 'cancel'>, state: Interaction, decision: Decision<T>): Decision<T> {
  if (state.state !== 'Alerting' || decision.events.length === 0) return decision;
  return { ...decision, writes: [timers.cancel(alertTimerId(state.id))] };
}

function readStart(input: StartInput) {
  const visitor = readVisitorInput(input);
  const { contexts, attributes } = readRoutingContexts(input.routingContexts);
  return { contexts, wanted: { ...visitor, attributes: { ...visitor.attributes, ...attributes } } };
}

function statesOf({ parties }: Interaction) {
  return new Map(parties.map(({ party, state }) => [party, state]));
}

function unknownSession(): IwtError {
  return new IwtError('session.unknown', 'There is no such chat, or it ended a while ago.');
}
