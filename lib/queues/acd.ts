import type { InteractionType } from '../interactions/events.ts';

/** Types that queues give to agents. */
export const routedTypes = ['chat', 'callback'] as const satisfies readonly InteractionType[];
export type RoutedType = (typeof routedTypes)[number];

/** An interaction that waits in a queue. */
export interface Waiting {
  readonly id: string;
  readonly type: RoutedType;
  readonly startedAt: number;
  /** The agent who was tried last; others go first. */
  readonly lastAttempted: string | null;
}

/** What one type has of an agent, in the queue that is looked at. */
export interface Share {
  /** Interactions of this type assigned to him, from any queue: alerting, connected or held. */
  readonly count: number;
  /** Most of this type at once; 0: none is ever assigned. */
  readonly max: number;
  /** Percent of his attention that one more of this queue takes. */
  readonly utilization: number;
}

/** An agent who is there and whose status is available. */
export interface Candidate {
  readonly user: string;
  readonly displayName: string;
  /** Since when he is idle, UTC milliseconds; 0: longer than anybody can tell. */
  readonly idleSince: number;
  /** Percent of his attention that everything assigned to him takes, of any type and from any queue. */
  readonly load: number;
  readonly shares: Readonly<Record<RoutedType, Share>>;
}

export interface Assignment {
  readonly item: Waiting;
  readonly agent: Candidate;
}

/** One more of this type fits (handlers-and-site section 4.4): both the percentages and the count must allow it. */
export function hasRoom({ load, shares }: Candidate, type: RoutedType): boolean {
  const { count, max, utilization } = shares[type];
  return count < max && load + utilization <= 100;
}

/** On no interaction at all. */
export function isIdle({ shares }: Candidate): boolean {
  return routedTypes.every((type) => shares[type].count === 0);
}

/**
 * Who gets what: the oldest first, whatever its type, and for it the agent who has been idle longest. An agent who gets
 * one goes to the end of the line, so the others are asked before he gets a second. A type that nobody has room for waits
 * and holds nothing up: the other type goes on in its own order.
 */
export function assign(waiting: readonly Waiting[], agents: readonly Candidate[]): Assignment[] {
  const line = [...agents].sort(longestIdleFirst);
  const full = new Set<RoutedType>();
  const assignments: Assignment[] = [];
  for (const item of [...waiting].sort(oldestFirst)) {
    if (full.has(item.type)) continue;
    const place = bestPlace(line, item);
    if (place === undefined) {
      // Agents only get busier in here, so nobody will have room for a later one either.
      full.add(item.type);
      if (full.size === routedTypes.length) break;
      continue;
    }
    const [agent] = line.splice(place, 1) as [Candidate];
    assignments.push({ item, agent });
    line.push(busier(agent, item.type));
  }
  return assignments;
}

function bestPlace(line: readonly Candidate[], { type, lastAttempted }: Waiting): number | undefined {
  let tried: number | undefined;
  for (const [place, agent] of line.entries()) {
    if (!hasRoom(agent, type)) continue;
    if (agent.user !== lastAttempted) return place;
    tried = place;
  }
  return tried;
}

/** The agent with one more of this type. */
export function busier(agent: Candidate, type: RoutedType): Candidate {
  const share = agent.shares[type];
  return {
    ...agent,
    load: agent.load + share.utilization,
    shares: { ...agent.shares, [type]: { ...share, count: share.count + 1 } },
  };
}

function oldestFirst(a: Waiting, b: Waiting): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}

function longestIdleFirst(a: Candidate, b: Candidate): number {
  return a.idleSince - b.idleSince || (a.user < b.user ? -1 : 1);
}
