import type { Interaction } from '../interactions/interaction.ts';
import type { Decision } from '../interactions/interactions.ts';
import type { Write } from '../journal/change.ts';
import { alertTimerId } from '../queues/queues.ts';
import type { Timers } from '../timers/timers.ts';
import { isAside } from './rules.ts';

/** Kinds of the timers that bring a callback into the queue. */
export const dueKinds = { Scheduled: 'schedule', Snoozed: 'snooze' } as const;

/** What such a timer carries; `until` tells an old timer from the one that counts. */
export interface DueTimer {
  readonly interaction: string;
  readonly until: number;
}

/** The timer that ends that state, for the change that begins it. */
export function setDue(
  timers: Pick<Timers, 'write'>,
  interaction: string,
  state: keyof typeof dueKinds,
  until: number,
): Write {
  const payload: DueTimer = { interaction, until };
  return timers.write({ id: dueTimerId(interaction), kind: dueKinds[state], dueAt: until, payload });
}

/** Whatever ends an alert, a snooze or the wait for a time also stops its clock. */
export function stopClocks<T>(timers: Pick<Timers, 'cancel'>, state: Interaction, decision: Decision<T>): Decision<T> {
  if (decision.events.length === 0) return decision;
  const id = state.state === 'Alerting' ? alertTimerId(state.id) : isAside(state) ? dueTimerId(state.id) : undefined;
  if (id === undefined) return decision;
  return { ...decision, writes: [timers.cancel(id), ...(decision.writes ?? [])] };
}

function dueTimerId(interaction: string): string {
  return `due:${interaction}`;
}
