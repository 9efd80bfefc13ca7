import { canLead, type ServerFacts } from './switchover.ts';

/** While no server answers at all, a client's question for the configuration is left unanswered for this long. */
const SILENT_PATIENCE_MS = 5_000;
/** As long as one still answers 503 it is taking over, which takes less than this (technical reference, *Switchover*). */
const TAKEOVER_PATIENCE_MS = 30_000;

/** For how long there has been nobody to send visitors to. Times are UTC milliseconds. */
export interface Absence {
  /** Since when no server answers; undefined: one does. */
  readonly silentSince: number | undefined;
  /** Since when none answers but backups; undefined: one may be the active one. */
  readonly leaderlessSince: number | undefined;
  /** Whether any has answered since the start. */
  readonly everAnswered: boolean;
}

export const present: Absence = { silentSince: undefined, leaderlessSince: undefined, everAnswered: false };

/** The same once the servers are as they are now. Pure. */
export function absenceOf(before: Absence, servers: readonly ServerFacts[], now: number): Absence {
  const silent = servers.every(({ circuit }) => circuit !== 'closed');
  const leaderless = !servers.some(canLead);
  return {
    silentSince: silent ? (before.silentSince ?? now) : undefined,
    leaderlessSince: leaderless ? (before.leaderlessSince ?? now) : undefined,
    everAnswered: before.everAnswered || servers.some(({ role }) => role !== 'unknown'),
  };
}

/** Whether new chats and callbacks are taken here: nothing is lost by it, so without waiting unless one is taking over. Pure. */
export function takesNew({ silentSince, leaderlessSince }: Absence, now: number): boolean {
  return silentSince !== undefined || hasPassed(leaderlessSince, TAKEOVER_PATIENCE_MS, now);
}

/**
 * Whether `serverConfiguration` is answered here. A client that has lost its server asks for it again and again, and takes
 * the first answer for the sign that its chat can be reconnected; when that fails, the window is blocked for good
 * (visitor-protocol section 13.6). So servers get time to come back first. Pure.
 */
export function answersConfiguration(absence: Absence, now: number): boolean {
  const { silentSince, leaderlessSince, everAnswered } = absence;
  // Nobody can have a chat with servers that have never answered.
  const patience = everAnswered ? SILENT_PATIENCE_MS : 0;
  return hasPassed(silentSince, patience, now) || hasPassed(leaderlessSince, TAKEOVER_PATIENCE_MS, now);
}

function hasPassed(since: number | undefined, ms: number, now: number): boolean {
  return since !== undefined && now - since >= ms;
}
