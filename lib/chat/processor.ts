import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision, Interactions } from '../interactions/interactions.ts';
import { participantIdOf } from '../interactions/participant-ids.ts';
import { alertTimerId, type Queues, type SystemTexts } from '../queues/queues.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import type { ChatEvent } from '../wire/messages.ts';
import { readGuid, readMessage, readStart, requireChat, type Start, type StartInput } from './bridge.ts';
import { isDrained, startOver } from './delivery.ts';
import type { Poll } from './poll.ts';
import type { Repeats } from './repeats.ts';
import { begin, end, type Sent, say, VISITOR_PARTY } from './rules.ts';
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

/** Checks a visitor's account; null for an unknown name as for a wrong password. */
export interface VisitorLogin {
  verify(name: string, password: string, address: string): Promise<VisitorAccount | null>;
}

export interface VisitorAccount {
  /** Key of the Tracker individual. */
  readonly id: string;
  readonly displayName: string;
}

export interface VisitorParts {
  readonly interactions: Interactions;
  readonly queues: Pick<Queues, 'resolveTarget'>;
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
    const wanted = readStart(input);
    const queue = await queues.resolveTarget(wanted.target, wanted.targetType);
    if (!queue) throw new IwtError('target.unknown', 'There is no such workgroup or user.', { target: wanted.target });
    const account = await accountOf(wanted);
    const name = account?.displayName ?? (wanted.name || texts.anonymous(wanted.language ?? null));
    const chatId = guid(runtime.ids);
    const { interaction, participantId } = await interactions.create(
      { kind: 'chat', queue, name, ...optional(wanted, account), attributes: wanted.attributes, chatId },
      () => ({ events: begin(name, wanted.language ?? null, queue, texts), result: undefined }),
    );
    sessions.begin(interaction, participantId);
    return { chatId, participantId, interaction: interaction.id };
  }

  async function accountOf({ name, password, address }: Start): Promise<VisitorAccount | undefined> {
    if (password === undefined) return undefined;
    const account = await visitors.verify(name, password, address ?? '').catch((error: unknown) => {
      if (error instanceof IwtError) throw error;
      runtime.log.error({ err: error }, 'the accounts of visitors could not be read');
      throw new IwtError('userdb.offline', 'Accounts cannot be checked at the moment.');
    });
    if (!account) throw new IwtError('credentials.bad', 'The name or the password is wrong.');
    return account;
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

function optional(wanted: Start, account: VisitorAccount | undefined) {
  return {
    ...(account ? { individual: account.id } : {}),
    ...(wanted.language ? { language: wanted.language } : {}),
    ...(wanted.address ? { address: wanted.address } : {}),
  };
}

/** Whatever ends an alert also stops its clock. */
export function stopAlert<T>(timers: Pick<Timers, 'cancel'>, state: Interaction, decision: Decision<T>): Decision<T> {
  if (state.state !== 'Alerting' || decision.events.length === 0) return decision;
  return { ...decision, writes: [timers.cancel(alertTimerId(state.id))] };
}

function statesOf({ parties }: Interaction) {
  return new Map(parties.map(({ party, state }) => [party, state]));
}

function unknownSession(): IwtError {
  return new IwtError('session.unknown', 'There is no such chat, or it ended a while ago.');
}
