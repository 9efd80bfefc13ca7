import type { InteractionSummary } from '../wire.ts';
import type { ConsoleState } from './console.ts';
import { alertingOf } from './list-view.ts';

/** What deserves the agent's attention after a change. */
export interface Alerts {
  /** Everything that rings now. */
  readonly ringing: readonly InteractionSummary[];
  /** What began to ring with this change. */
  readonly began: readonly InteractionSummary[];
  /** Mine with more unread than before. */
  readonly messages: readonly InteractionSummary[];
}

/** Compares what the lists say, so that what came while the connection was down counts like what came live. */
export function alertsOf(before: ConsoleState, after: ConsoleState): Alerts {
  const ringing = after.session === 'active' || after.session === 'expired' ? alertingOf(after) : [];
  const known = new Set(alertingOf(before).map((summary) => summary.id));
  const began = ringing.filter((summary) => !known.has(summary.id));
  if (!before.list.loaded) return { ringing, began, messages: [] };
  const messages = [...after.list.items.values()].flatMap(({ summary }) => {
    const earlier = before.list.items.get(summary.id)?.summary;
    const more = summary.mine && summary.unread > (earlier?.unread ?? 0) && summary.lastMessage?.from === 'visitor';
    return more && earlier?.mine ? [summary] : [];
  });
  return { ringing, began, messages };
}
