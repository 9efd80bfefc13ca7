import type { QueueRef } from '../interactions/events.ts';

/** Values of queue/query, by their documented definitions (handlers-and-site section 4.9). */
export interface QueueState {
  /** Agents of the queue who are available and on no interaction at all. */
  readonly agentsAvailable: number;
  /** Seconds for a visitor who came now; 0: an agent is free; -1: unknown. */
  readonly estimatedWaitTime: number;
}

/** Workgroup and user queues and the assignment of interactions to agents. */
export interface Queues {
  /** The queue of that name, in any letter case; undefined when there is none or it is not active. */
  resolveTarget(name: string, type?: string): Promise<QueueRef | undefined>;
  /** Answers up to a few seconds old. */
  query(queue: QueueRef): Promise<QueueState>;
  /** True when the agent may take from this queue: a member of the workgroup, or the user himself. */
  serves(userId: string, queue: QueueRef): Promise<boolean>;
  /** Runs assignment for this queue soon (a chat came or an agent became free). Calls in quick succession join. */
  wake(queueId: string): void;
  /** Runs assignment for every queue this agent serves: after a change of status, activation or limits, and at login. */
  wakeAgent(userId: string): void;
  /**
   * The agent is gone: what alerts him, or is connected to or held by him, returns to its queue with its history and
   * its old place in it. Resolves with the number of interactions returned.
   */
  requeueFrom(userId: string): Promise<number>;
  /** Assigns what waits (after a restart); then whenever something happens. */
  start(): Promise<void>;
  /** Resolves when all started assignment work is done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}
