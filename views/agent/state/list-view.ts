import type { InteractionSummary } from '../wire.ts';
import type { ConsoleState } from './console.ts';

export type SectionName = 'mine' | 'waiting' | 'others' | 'ended';

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
  return isAlertingMe(summary) || summary.state === 'Offering';
}

/** What rings for this agent, longest first. */
export function alertingOf(state: ConsoleState): readonly InteractionSummary[] {
  return summariesOf(state).filter(isAlertingMe).sort(bySince);
}

/** The list under the alerts: mine by age, waiting by age, colleagues' and ended ones last. */
export function sectionsOf(state: ConsoleState): readonly Section[] {
  const all = summariesOf(state);
  const ended = all
    .filter((one) => isEnded(one) && one.mine && !state.closed.has(one.id))
    .sort((a, b) => -bySince(a, b));
  const live = all.filter((one) => !isEnded(one));
  const ids = (some: readonly InteractionSummary[]) => some.map((one) => one.id);
  const sections: Section[] = [
    { name: 'mine', ids: ids(live.filter((one) => one.mine && !isAlertingMe(one)).sort(byStart)) },
    { name: 'waiting', ids: ids(live.filter((one) => !one.mine && isWaiting(one)).sort(byStart)) },
    { name: 'others', ids: ids(live.filter((one) => !one.mine && !isWaiting(one)).sort(byStart)) },
    { name: 'ended', ids: ids(ended) },
  ];
  return sections.filter((section) => section.ids.length > 0);
}

export function queuesOf(state: ConsoleState): readonly QueueLine[] {
  const waiting = summariesOf(state)
    .filter((one) => one.state === 'Offering' || one.state === 'Alerting')
    .sort(byStart);
  const names = new Set(state.user?.workgroups.map((workgroup) => workgroup.name));
  for (const one of waiting) if (one.queue.type === 'Workgroup') names.add(one.queue.name);
  return [...names].map((name) => {
    const here = waiting.filter((one) => one.queue.name === name);
    return { name, waiting: here.length, oldest: here[0]?.startedAt };
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
  if (isWaiting(summary)) return summary.startedAt;
  if (summary.state === 'Connected' && summary.lastMessage?.from === 'visitor') return summary.lastMessage.at;
  return undefined;
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

function bySince(a: InteractionSummary, b: InteractionSummary): number {
  return a.stateSince.localeCompare(b.stateSince) || a.id.localeCompare(b.id);
}
