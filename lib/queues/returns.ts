import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { type AlertTimer, alertTimerId } from './assign.ts';
import { returnToQueue } from './rules.ts';
import type { QueueStore } from './store.ts';
import type { SystemTexts } from './system-texts.ts';

/** The documented status of an agent who let an alert run out (handlers-and-site section 4.2). */
export const NOT_ANSWERING = 'ACD - Agent not answering';

export interface ReturnParts {
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Pick<Interactions, 'get' | 'propose' | 'change'>;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly store: QueueStore;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
  /** Told after an agent's status was changed here and is on disk. */
  readonly statusChanged: (user: string) => void;
}

export interface Returns {
  /** An alert ran out. Does nothing when the agent has answered, or the alert is another one by now. */
  alertTimedOut(alert: AlertTimer): Promise<void>;
  /** The agent is gone; resolves with the number of interactions that went back. */
  requeueFrom(user: string): Promise<number>;
}

/** Brings interactions back to the queue they came from. */
export function createReturns(parts: ReturnParts): Returns {
  const { journal, interactions, timers, store, texts, runtime, statusChanged } = parts;

  async function alertTimedOut({ interaction, user, since }: AlertTimer): Promise<void> {
    const changed = await journal.exclusive({ users: [user] }, async (trx) => {
      const state = await interactions.get(interaction, trx);
      const stands = state?.state === 'Alerting' && state.user === user && state.stateSince === since;
      if (!state || !stands) return { changes: [], result: false };
      const now = runtime.clock.now();
      const events = returnToQueue(state, 'alert-timeout', texts);
      const writes = [timers.cancel(alertTimerId(interaction))];
      const { change } = interactions.propose(state, { events, writes, result: null }, now);
      return { changes: [change], result: await store.setUnavailable(user, NOT_ANSWERING, now, trx) };
    });
    if (changed) statusChanged(user);
  }

  function giveBack(id: string, user: string): Promise<number> {
    return interactions.change(id, (state) => {
      if (!isWith(state, user)) return { events: [], result: 0 };
      const events = returnToQueue(state, 'agent-gone', texts);
      return { events, writes: [timers.cancel(alertTimerId(id))], result: 1 };
    });
  }

  return {
    alertTimedOut,
    async requeueFrom(user) {
      const ids = await store.assignedTo(user);
      const returned = await Promise.all(ids.map((id) => giveBack(id, user)));
      return returned.reduce((sum, one) => sum + one, 0);
    },
  };
}

function isWith({ user, state }: Interaction, agent: string): boolean {
  return user === agent && (state === 'Alerting' || state === 'Connected' || state === 'Held');
}
