import type { InteractionSummary } from '../wire.ts';
import type { ConsoleState } from './console.ts';

export type SectionName = 'mine' | 'waiting' | 'others' | 'later' | 'ended';

export interface Section {
  readonly name: SectionName;
  /** Ids, in an order that an arriving message never changes. */
  readonly ids: readonly string[];
}

/** One of the agent's queues with who waits in it. */
export interface QueueLine {
  readonly name: string;
  readonly waiting: number;
  /** When the one who waits longest began to; ISO, or undefined. */
  readonly oldest: string | undefined;
}

export function isEnded(summary: Pick<InteractionSummary, 'state'>): boolean {
  return summary.state === 'Disconnected';
}

export function isAlertingMe(summary: InteractionSummary): boolean {
  return summary.state === 'Alerting' && summary.mine;
}

/** Whether this agent may take it now: it rings here, or waits in a queue. */
export function canPickUp(summary: InteractionSummary): boolean {
  return isAlertingMe(summary) || (summary.state === 'Offering' && summary.canPickup !== false);
}

/** Whether it is a callback whose time has not come, outside of its queue until then. */
export function isLater({ state }: Pick<InteractionSummary, 'state'>): boolean {
  return state === 'Scheduled' || state === 'Snoozed';
}

/** Whether this agent may take it before its time. No key of the list does that by the way. */
export function canTakeEarly(summary: InteractionSummary): boolean {
  return isLater(summary) && summary.canPickup === true;
}

/** What rings for this agent, longest first. */
export function alertingOf(state: ConsoleState): readonly InteractionSummary[] {
  return summariesOf(state).filter(isAlertingMe).sort(bySince);
}

/** The list under the alerts: mine by age, waiting by age, then colleagues', those whose time comes later, and ended ones. */
export function sectionsOf(state: ConsoleState): readonly Section[] {
  const all = summariesOf(state);
  const ended = all
    .filter((one) => isEnded(one) && one.mine && !state.closed.has(one.id))
    .sort((a, b) => -bySince(a, b));
  const live = all.filter((one) => !isEnded(one) && !isLater(one));
  const ids = (some: readonly InteractionSummary[]) => some.map((one) => one.id);
  const sections: Section[] = [
    { name: 'mine', ids: ids(live.filter((one) => one.mine && !isAlertingMe(one)).sort(byStart)) },
    { name: 'waiting', ids: ids(live.filter((one) => !one.mine && isWaiting(one)).sort(byStart)) },
    { name: 'others', ids: ids(live.filter((one) => !one.mine && !isWaiting(one)).sort(byStart)) },
    { name: 'later', ids: ids(all.filter(isLater).sort(byUntil)) },
    { name: 'ended', ids: ids(ended) },
  ];
  return sections.filter((section) => section.ids.length > 0);
}

export function queuesOf(state: ConsoleState): readonly QueueLine[] {
  const waiting = summariesOf(state)
    .filter((one) => one.state === 'Offering' || one.state === 'Alerting')
    .sort((a, b) => queuedSince(a).localeCompare(queuedSince(b)));
  const names = new Set(state.user?.workgroups.map((workgroup) => workgroup.name));
  for (const one of waiting) if (one.queue.type === 'Workgroup') names.add(one.queue.name);
  return [...names].map((name) => {
    const here = waiting.filter((one) => one.queue.name === name);
    return { name, waiting: here.length, oldest: here[0] && queuedSince(here[0]) };
  });
}

/** Unread messages in my interactions; what the title shows. */
export function unreadTotal(state: ConsoleState): number {
  let total = 0;
  for (const { summary } of state.list.items.values()) if (summary.mine) total += summary.unread;
  return total;
}

/** The next of mine with something unread, after the open one and around; undefined when all is read. */
export function nextUnread(state: ConsoleState): string | undefined {
  const mine = sectionsOf(state).flatMap((section) => (section.name === 'waiting' ? [] : section.ids));
  const start = state.open === undefined ? -1 : mine.indexOf(state.open);
  const around = [...mine.slice(start + 1), ...mine.slice(0, start + 1)];
  return around.find((id) => {
    const summary = state.list.items.get(id)?.summary;
    return summary?.mine && summary.unread > 0 && id !== state.open;
  });
}

/** One step along the given ids from the open one; stays at the ends. */
export function neighbour(ids: readonly string[], from: string | undefined, step: 1 | -1): string | undefined {
  const at = from === undefined ? -1 : ids.indexOf(from);
  if (at < 0) return step === 1 ? ids[0] : ids.at(-1);
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}

/** How urgent a wait of so many milliseconds looks. */
export function warmth(waitedMs: number): 'cool' | 'warm' | 'hot' {
  if (waitedMs >= 180_000) return 'hot';
  return waitedMs >= 60_000 ? 'warm' : 'cool';
}

/** Since when nobody has answered the visitor, in ISO: from the start, or from their last message; undefined: nobody waits. */
export function waitingSince(summary: InteractionSummary): string | undefined {
  if (isWaiting(summary)) return queuedSince(summary);
  if (summary.state === 'Connected' && summary.lastMessage?.from === 'visitor') return summary.lastMessage.at;
  return undefined;
}

/** Since when it waits in its queue, in ISO: the time that a callback was asked to wait does not count. */
export function queuedSince({ startedAt, stateSince, callback }: InteractionSummary): string {
  if (!callback) return startedAt;
  if (callback.attempt > 1) return stateSince;
  return callback.preferredTime && callback.preferredTime > startedAt ? callback.preferredTime : startedAt;
}

/** No agent has answered yet. */
export function isWaiting(summary: InteractionSummary): boolean {
  return summary.state === 'Offering' || summary.state === 'Alerting' || summary.state === 'Initializing';
}

function summariesOf(state: ConsoleState): InteractionSummary[] {
  return [...state.list.items.values()].map((item) => item.summary);
}

// Ids break ties, so that two pages show the same order.
function byStart(a: InteractionSummary, b: InteractionSummary): number {
  return a.startedAt.localeCompare(b.startedAt) || a.id.localeCompare(b.id);
}

function byUntil(a: InteractionSummary, b: InteractionSummary): number {
  return (a.callback?.until ?? '').localeCompare(b.callback?.until ?? '') || byStart(a, b);
}

function bySince(a: InteractionSummary, b: InteractionSummary): number {
  return a.stateSince.localeCompare(b.stateSince) || a.id.localeCompare(b.id);
}
