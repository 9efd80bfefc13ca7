import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ChatEvent } from '../wire/messages.ts';
import { readAfter, requireChat } from './bridge.ts';
import { acknowledge, type Claim, claimNew, claimRest, cutClaim, settleClaim } from './delivery.ts';
import type { Session, Sessions } from './sessions.ts';
import { type TypingNews, takeTyping, untellTyping } from './typing.ts';
import { toChatEvents, typingEvent } from './wire-events.ts';

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

/** The answer when nothing is new; one object for everybody, because it is the answer to nearly every poll. */
export const NOTHING_NEW: Poll = Object.freeze({ events: Object.freeze([]) as readonly ChatEvent[] });

export interface PollParts {
  readonly sessions: Sessions;
  readonly interactions: Pick<Interactions, 'peek' | 'get' | 'visible'>;
  readonly runtime: Runtime;
}

type Events = readonly InteractionEvent[];

/** What an answer carries besides events with a number. */
interface Carried {
  readonly claim: Claim | null;
  readonly typing: readonly TypingNews[];
}

export function createPoll({ sessions, interactions, runtime }: PollParts) {
  const { clock } = runtime;

  function carry(session: Session): Poll | Promise<Poll> {
    const claim = claimNew(session, clock.now());
    const typing = typingToTell(session);
    if (claim === null && typing.length === 0) return NOTHING_NEW;
    const carried: Carried = { claim, typing };
    return claim !== null && sessions.shared ? carryRest(session, claim, typing) : carryAll(session, carried);
  }

  /** Another node may have delivered some of it, or all: the database knows. */
  async function carryRest(session: Session, claim: Claim, typing: readonly TypingNews[]): Promise<Poll> {
    try {
      await sessions.refresh(session);
    } catch (error) {
      settle(session, { claim, typing }, false);
      throw error;
    }
    const rest = claimRest(session, claim, clock.now());
    return rest === null && typing.length === 0 ? NOTHING_NEW : carryAll(session, { claim: rest, typing });
  }

  function carryAll(session: Session, carried: Carried): Poll | Promise<Poll> {
    const { claim } = carried;
    const state = interactions.peek(session.interaction);
    const events = state && (claim === null ? [] : interactions.visible(state, claim.from));
    if (state && Array.isArray(events)) return answer(session, state, carried, events);
    return carryFromDatabase(session, carried);
  }

  async function carryFromDatabase(session: Session, carried: Carried): Promise<Poll> {
    try {
      const state = requireChat(await interactions.get(session.interaction));
      session.visible = state.visible;
      const { claim } = carried;
      return answer(session, state, carried, claim === null ? [] : await interactions.visible(state, claim.from));
    } catch (error) {
      settle(session, carried, false);
      throw error;
    }
  }

  function answer(session: Session, state: Interaction, carried: Carried, events: Events): Poll {
    const { claim, typing } = carried;
    const claimed = claim === null ? [] : events.filter((event) => (event.visitorSeq ?? claim.to) < claim.to);
    const news = toChatEvents(claimed, state, session);
    if (typing.length > 0) news.push(...typingEvents(session, state, typing));
    const sent = { claim: claim && cutToEvents(session, state, claim, claimed), typing };
    return { events: news, settle: (delivered) => settle(session, sent, delivered) };
  }

  /** News of a chat that was not in memory makes a poll look, and there may be nothing to see. */
  function cutToEvents(session: Session, state: Interaction, claim: Claim, events: Events): Claim | null {
    const end = (events[events.length - 1]?.visitorSeq ?? claim.from - 1) + 1;
    if (end === claim.to) return claim;
    session.visible = state.visible;
    return cutClaim(session, claim, end);
  }

  function settle(session: Session, { claim, typing }: Carried, delivered: boolean): void {
    if (!delivered && typing.length > 0) session.typing = untellTyping(session.typing, typing);
    if (claim !== null && settleClaim(session, claim, delivered)) sessions.delivered(session);
  }

  /** For clients that say what they have: no claim, because a lost answer is asked for again by its number. */
  function following(session: Session, after: number): Poll | Promise<Poll> {
    const next = Math.min(readAfter(after) + 1, session.visible);
    if (acknowledge(session, next)) sessions.delivered(session, 'later');
    const typing = typingToTell(session);
    if (next === session.visible && typing.length === 0) return NOTHING_NEW;
    const state = interactions.peek(session.interaction);
    const events = state && interactions.visible(state, next);
    if (state && Array.isArray(events)) return answerFollowing(session, state, events, typing);
    return followFromDatabase(session, next, typing);
  }

  async function followFromDatabase(session: Session, next: number, typing: readonly TypingNews[]): Promise<Poll> {
    const state = requireChat(await interactions.get(session.interaction));
    session.visible = state.visible;
    return answerFollowing(session, state, await interactions.visible(state, next), typing);
  }

  function answerFollowing(session: Session, state: Interaction, events: Events, typing: readonly TypingNews[]): Poll {
    const news = toChatEvents(events, state, session);
    const end = (events[events.length - 1]?.visitorSeq ?? -1) + 1;
    if (typing.length > 0) news.push(...typingEvents(session, state, typing));
    // What the client asks for again has been delivered before: nothing is to be settled.
    if (typing.length === 0 && end <= session.delivered) return { events: news };
    const settled = (delivered: boolean) => {
      if (!delivered) session.typing = untellTyping(session.typing, typing);
      else if (acknowledge(session, end)) sessions.delivered(session, 'later');
    };
    return { events: news, settle: settled };
  }

  function pollSession(session: Session, after: number | undefined): Poll | Promise<Poll> {
    session.seen = clock.now();
    if (after !== undefined) return following(session, after);
    if (session.delivered === session.visible && session.typing === null) return NOTHING_NEW;
    return carry(session);
  }

  return function poll(participantId: string, after?: number): Poll | Promise<Poll> {
    const session = sessions.find(participantId);
    if (session !== undefined) return pollSession(session, after);
    return sessions.load(participantId).then((loaded) => pollSession(loaded, after));
  };
}

function typingToTell(session: Session): readonly TypingNews[] {
  if (session.typing === null) return [];
  const { tell, left } = takeTyping(session.typing);
  session.typing = left;
  return tell;
}

function typingEvents(session: Session, state: Interaction, typing: readonly TypingNews[]): ChatEvent[] {
  return typing.flatMap(({ party: number, typing: value }) => {
    const party = state.parties[number];
    return party ? [typingEvent(party, value, state.visible, session)] : [];
  });
}
