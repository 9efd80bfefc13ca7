import type { Interaction, Party } from '../interactions/interaction.ts';
import type { QueueStanding, Queues } from '../queues/queues.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CallbackState } from './bridge.ts';

/** What the visitor sees of his request. Durations in whole seconds; null: unknown, or it means nothing in this state. */
export interface CallbackStatus {
  readonly interaction: string;
  readonly number: string;
  readonly state: 'scheduled' | 'waiting' | 'alerting' | 'connected' | 'snoozed' | 'complete' | 'failed' | 'cancelled';
  readonly subject: string;
  /** The last two digits stay: enough to know one's own number by. */
  readonly telephone: string | null;
  /** Of the part before the `@` only the first character stays. */
  readonly email: string | null;
  /** When a scheduled or snoozed callback is tried (again), UTC milliseconds. */
  readonly until: number | null;
  readonly timeZone: string | null;
  readonly startedAt: number;
  /** The agent who has it, alerting agents included. */
  readonly agent: { readonly name: string; readonly participantId: string; readonly userId: string } | null;
  readonly queueName: string;
  /** From 1; null unless it waits. */
  readonly position: number | null;
  /** Average wait of the callbacks answered lately. */
  readonly averageWait: number | null;
  readonly longestWait: number | null;
  /** Average wait × position − time already waited, never below 0. */
  readonly estimatedWait: number | null;
  readonly waiting: number;
  readonly agentsLoggedIn: number;
  readonly agentsAvailable: number;
}

export interface StatusParts {
  readonly queues: Pick<Queues, 'standing' | 'suited'>;
  /** Seconds that a status is given again while its callback does not change; seconds after which an unused one is dropped. */
  readonly keep: () => { readonly fresh: number; readonly idle: number };
  readonly runtime: Runtime;
}

export interface Statuses {
  /** Of a callback in its newest state. */
  of(state: CallbackState): Promise<CallbackStatus>;
  close(): void;
}

interface Kept {
  readonly status: Promise<CallbackStatus>;
  readonly version: number;
  readonly at: number;
  usedAt: number;
}

/** Beyond, the ones made first go. */
const MOST_KEPT = 50_000;

/** What visitors see of their callbacks; those who ask often get what was found a moment ago. */
export function createStatuses({ queues, keep, runtime }: StatusParts): Statuses {
  const { clock } = runtime;
  const kept = new Map<string, Kept>();
  let stop: Cancel | undefined;

  async function look(state: CallbackState, now: number): Promise<CallbackStatus> {
    const { queue, routing, callback } = state;
    const standing = await queues.standing(queue, 'callback');
    const needs = queue.type === 'Workgroup' && routing !== null && routing.skills.length > 0;
    if (!needs) return describe(state, standing, now);
    const seeking = { queue, type: 'callback', skills: routing.skills, queuedAt: callback.queuedAt } as const;
    return describe(state, { ...standing, ...(await queues.suited(seeking)) }, now);
  }

  function put(id: string, entry: Kept): void {
    kept.delete(id);
    for (const [oldest] of kept) {
      if (kept.size < MOST_KEPT) break;
      kept.delete(oldest);
    }
    kept.set(id, entry);
    entry.status.catch(() => kept.get(id) === entry && kept.delete(id));
    stop ??= clock.after(keep().idle * 1000, sweep);
  }

  function sweep(): void {
    stop = undefined;
    const idle = keep().idle * 1000;
    const now = clock.now();
    for (const [id, { usedAt }] of kept) if (now - usedAt >= idle) kept.delete(id);
    if (kept.size > 0) stop = clock.after(idle, sweep);
  }

  return {
    of(state) {
      const now = clock.now();
      const known = kept.get(state.id);
      const { fresh, idle } = keep();
      if (known?.version === state.version && now - known.at < fresh * 1000 && now - known.usedAt < idle * 1000) {
        known.usedAt = now;
        return known.status;
      }
      const entry = { status: look(state, now), version: state.version, at: now, usedAt: now };
      put(state.id, entry);
      return entry.status;
    },
    close() {
      stop?.();
      kept.clear();
    },
  };
}

/** Pure. */
export function describe(state: CallbackState, standing: QueueStanding, now: number): CallbackStatus {
  const { request, until, queuedAt } = state.callback;
  const ended = state.endedAt !== null;
  // Whoever came after the queue was looked at stands behind all who waited then.
  const position = state.state === 'Offering' ? (standing.position(state.id) ?? standing.waiting + 1) : null;
  const { averageWaitMs } = standing;
  const waited = now - (queuedAt ?? now);
  return {
    interaction: state.id,
    number: request.number,
    state: stateNameOf(state),
    subject: request.subject,
    telephone: request.telephone === undefined ? null : maskTelephone(request.telephone),
    email: request.email === undefined ? null : maskEmail(request.email),
    until,
    timeZone: request.timeZone ?? null,
    startedAt: state.startedAt,
    agent: agentOf(state),
    queueName: state.queue.name,
    position,
    averageWait: ended || averageWaitMs === null ? null : seconds(averageWaitMs),
    longestWait: ended || standing.waiting === 0 ? null : seconds(standing.longestWaitMs),
    estimatedWait:
      position === null || averageWaitMs === null ? null : Math.max(0, seconds(averageWaitMs * position - waited)),
    waiting: Math.max(standing.waiting, position ?? 0),
    agentsLoggedIn: standing.agentsLoggedIn,
    agentsAvailable: standing.agentsAvailable,
  };
}

/** Pure. */
export function stateNameOf({ state, callback }: CallbackState): CallbackStatus['state'] {
  switch (state) {
    case 'Scheduled':
      return 'scheduled';
    case 'Alerting':
      return 'alerting';
    case 'Connected':
    case 'Held':
      return 'connected';
    case 'Snoozed':
      return 'snoozed';
    case 'Disconnected':
      if (callback.disposition === null) return 'cancelled';
      return callback.disposition === 'success' ? 'complete' : 'failed';
    default:
      return 'waiting';
  }
}

function agentOf({ endedAt, user, parties }: Interaction): CallbackStatus['agent'] {
  const party = endedAt === null && user !== null ? parties.find((one) => one.user === user) : undefined;
  return party ? agentShown(party) : null;
}

function agentShown({ name, participantId, user }: Party): CallbackStatus['agent'] {
  return participantId === null || user === null ? null : { name, participantId, userId: user };
}

/** `+493012345678` becomes `+••••••••••78`. */
function maskTelephone(e164: string): string {
  return e164.replace(/\d(?=\d{2})/g, '•');
}

/** `mary@example.org` becomes `m•••@example.org`. */
function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${[...local][0] ?? ''}•••@${domain}`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
