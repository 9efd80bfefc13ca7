import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decide, Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queues, SystemTexts } from '../queues/queues.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { type AgentActor, isOwn, readMessage, requireChat, requireEnder, requireOwn } from './bridge.ts';
import { stopAlert } from './processor.ts';
import type { Repeats } from './repeats.ts';
import * as rules from './rules.ts';
import type { TypingHub } from './typing.ts';

export interface AgentSendInput {
  readonly text: string;
  readonly clientMessageId?: string | undefined;
}

export interface DeskParts {
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Interactions;
  readonly queues: Pick<Queues, 'serves'>;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly repeats: Repeats;
  readonly typing: TypingHub;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
}

/** The agent's side of a chat. */
export function createDesk(parts: DeskParts) {
  const { journal, interactions, queues, timers, repeats, typing, texts, runtime } = parts;

  /**
   * Holds the agent's row like an assignment does, so that neither counts an agent as freer than he is. Of two agents the
   * second finds the chat taken.
   */
  async function pickup(actor: AgentActor, id: string): Promise<void> {
    const state = requireChat(await interactions.get(id));
    if (!isOwn(state, actor) && !(await queues.serves(actor.id, state.queue))) {
      throw new IwtError('forbidden', 'The chat waits in a queue of others.');
    }
    const seat = { user: actor.id, displayName: actor.displayName, participantId: guid(runtime.ids) };
    await journal.exclusive({ users: [actor.id] }, async (trx) => {
      const fresh = requireChat(await interactions.get(id, trx));
      const decision = stopAlert(timers, fresh, rules.pickup(fresh, seat, texts));
      if (decision.events.length === 0) return { changes: [], result: undefined };
      const { change } = interactions.propose(fresh, decision, runtime.clock.now());
      return { changes: [change], result: undefined };
    });
  }

  async function change<T>(actor: AgentActor, id: string, decide: Decide<T>): Promise<T> {
    requireChat(await interactions.get(id));
    return interactions.change(id, (state, now) => {
      requireOwn(state, actor);
      return decide(state, now);
    });
  }

  async function disconnect(actor: AgentActor, id: string): Promise<void> {
    requireChat(await interactions.get(id));
    await interactions.change(id, (state) => {
      requireEnder(state, actor);
      return stopAlert(timers, state, rules.end(state, 'LocalDisconnect', texts));
    });
  }

  async function send(actor: AgentActor, id: string, input: AgentSendInput): Promise<rules.Sent> {
    const { text, clientMessageId } = readMessage(input.text, input.clientMessageId);
    const known = requireChat(await interactions.get(id));
    // Whether it is his own the newest state says, which this node may not have heard of yet.
    const first = isOwn(known, actor) && (await repeats.find(id, seatOf(known, actor), clientMessageId));
    if (first) return first;
    return change(actor, id, (state) => {
      const repeat = rules.repeated(state, seatOf(state, actor), clientMessageId);
      return repeat ?? rules.say(state, rules.speakingParty(state, actor.id), text, clientMessageId);
    });
  }

  async function setTyping(actor: AgentActor, id: string, value: boolean): Promise<void> {
    const state = requireChat(await interactions.get(id));
    requireOwn(state, actor);
    const party = rules.speakingParty(state, actor.id);
    typing.set({ interaction: id, party, name: state.parties[party]?.name ?? actor.displayName, typing: value });
  }

  return {
    pickup,
    hold: (actor: AgentActor, id: string) => change(actor, id, (state) => rules.hold(state, actor.id, texts)),
    resume: (actor: AgentActor, id: string) => change(actor, id, (state) => rules.resume(state, actor.id)),
    disconnect,
    send,
    setTyping,
  };
}

/** The agent's number in the chat, whether he still takes part or not. */
function seatOf(state: Interaction, actor: AgentActor): number {
  return rules.ownParty(state, actor.id).party;
}
