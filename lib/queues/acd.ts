/** A chat that waits in a queue. */
export interface Waiting {
  readonly id: string;
  readonly startedAt: number;
  /** The agent who was tried last; others go first. */
  readonly lastAttempted: string | null;
}

/** An agent who is there and whose status is available. Loads count everything assigned to him, from any queue. */
export interface Candidate {
  readonly user: string;
  readonly displayName: string;
  /** Since when he is idle, UTC milliseconds; 0: longer than anybody can tell. */
  readonly idleSince: number;
  /** Chats assigned: alerting, connected or held. */
  readonly chats: number;
  /** Most chats at once; 0: none is ever assigned. */
  readonly maxChats: number;
  /** Percent of his attention that his chats take. */
  readonly load: number;
  /** Percent that one more chat of this queue takes. */
  readonly utilization: number;
}

export interface Assignment {
  readonly chat: Waiting;
  readonly agent: Candidate;
}

/** One more chat fits (handlers-and-site section 4.4): both the percentages and the count must allow it. */
export function hasRoom(agent: Candidate): boolean {
  return agent.chats < agent.maxChats && agent.load + agent.utilization <= 100;
}

/**
 * Who gets which chat: the oldest chat first, and for it the agent who has been idle longest. An agent who gets one goes
 * to the end of the line, so the others are asked before he gets a second.
 */
export function assign(waiting: readonly Waiting[], agents: readonly Candidate[]): Assignment[] {
  const line = agents.filter(hasRoom).sort(longestIdleFirst);
  const assignments: Assignment[] = [];
  for (const chat of [...waiting].sort(oldestFirst)) {
    if (line.length === 0) break;
    const other = line.findIndex((agent) => agent.user !== chat.lastAttempted);
    const [agent] = line.splice(Math.max(other, 0), 1) as [Candidate];
    assignments.push({ chat, agent });
    const busier = { ...agent, chats: agent.chats + 1, load: agent.load + agent.utilization };
    if (hasRoom(busier)) line.push(busier);
  }
  return assignments;
}

function oldestFirst(a: Waiting, b: Waiting): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}

function longestIdleFirst(a: Candidate, b: Candidate): number {
  return a.idleSince - b.idleSince || (a.user < b.user ? -1 : 1);
}
