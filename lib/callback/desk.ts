import type { AgentActor } from '../chat/chat.ts';
import { IwtError } from '../errors.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queues, SystemTexts } from '../queues/queues.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import {
  type Act,
  type CallbackAction,
  type CallbackState,
  readAction,
  requireCallback,
  requireEnder,
  requireOwn,
  requirePicker,
} from './bridge.ts';
import { type DueTimer, dueKinds, setDue, stopClocks } from './clocks.ts';
import * as rules from './rules.ts';
import type { QueueRules, RulesOf } from './settings.ts';

const MINUTE_MS = 60_000;

export interface DeskParts {
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Interactions;
  readonly queues: Pick<Queues, 'serves'>;
  readonly timers: Pick<Timers, 'cancel' | 'write' | 'on'>;
  readonly rulesOf: RulesOf;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
}

/** The agent's side of a callback. */
export function createDesk(parts: DeskParts) {
  const { journal, interactions, queues, timers, rulesOf, texts, runtime } = parts;

  /**
   * Holds the agent's row like an assignment does, so that neither counts an agent as freer than he is. Of two agents the
   * second finds the callback taken.
   */
  async function pickup(actor: AgentActor, id: string): Promise<void> {
    const { queue } = requireCallback(await interactions.get(id));
    const serves = await queues.serves(actor.id, queue);
    const seat = { user: actor.id, displayName: actor.displayName, participantId: guid(runtime.ids) };
    await journal.exclusive({ users: [actor.id] }, async (trx) => {
      const fresh = requireCallback(await interactions.get(id, trx));
      requirePicker(fresh, actor, serves);
      const decision = stopClocks(timers, fresh, rules.pickup(fresh, seat, texts));
      if (decision.events.length === 0) return { changes: [], result: undefined };
      const { change } = interactions.propose(fresh, decision, runtime.clock.now());
      return { changes: [change], result: undefined };
    });
  }

  async function disconnect(actor: AgentActor, id: string): Promise<void> {
    requireCallback(await interactions.get(id));
    await interactions.change(id, (state) => {
      requireEnder(state, actor);
      return stopClocks(timers, state, rules.end(requireCallback(state), 'LocalDisconnect', texts));
    });
  }

  async function act(actor: AgentActor, id: string, input: CallbackAction): Promise<void> {
    const wanted = readAction(input);
    const { queue } = requireCallback(await interactions.get(id));
    const limits = await rulesOf(queue);
    await interactions.change(id, (any, now) => {
      const state = requireCallback(any);
      // He no longer has what he has put off, but may ask again when the answer got lost.
      if (!rules.wasDone(state, actor.id, wanted.action)) requireOwn(state, actor);
      return decide(state, actor.id, wanted, limits, now);
    });
  }

  function decide(state: CallbackState, user: string, { action, note, minutes }: Act, limits: QueueRules, now: number) {
    if (action === 'call') return rules.call(state, user, note);
    if (action !== 'retryLater') return rules.dispose(state, user, action, note, texts);
    const until = now + (minutes ?? limits.snoozeMinutes) * MINUTE_MS;
    const decision = rules.retryLater(state, user, { until, retries: limits.retries, note }, texts);
    if (decision.events.length === 0) return decision;
    return { ...decision, writes: [setDue(timers, state.id, 'Snoozed', until)] };
  }

  /** The timer's own commit cancels it; one that comes late finds nothing to do. */
  async function fallDue({ interaction, until }: DueTimer): Promise<void> {
    try {
      await interactions.change(interaction, (any) => {
        const state = requireCallback(any);
        return stopClocks(timers, state, rules.due(state, until));
      });
    } catch (error) {
      if (!(error instanceof IwtError) || error.code !== 'interaction.unknown') throw error;
    }
  }

  for (const kind of Object.values(dueKinds)) timers.on(kind, ({ payload }) => fallDue(payload as DueTimer));

  async function rulesFor(id: string): Promise<QueueRules> {
    return rulesOf(requireCallback(await interactions.get(id)).queue);
  }

  return { pickup, disconnect, act, rulesFor };
}
