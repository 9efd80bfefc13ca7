import { IwtError } from '../errors.ts';
import { DEFAULT_ALERT_TIMEOUT_S, DEFAULT_LIMITS } from '../queues/queues.ts';

/** A whole number that can be set. */
interface Figure {
  /** As it begins a sentence. */
  readonly label: string;
  readonly least: number;
  readonly most: number;
}

const maxAssign = { least: 0, most: 100 };
const utilization = { least: 0, most: 100 };

/** What assignment may give an agent: set for a workgroup, and for a user, whose own figure wins. */
export const limits = {
  chatMaxAssign: { label: 'Max Assign for chats', ...maxAssign },
  chatUtilization: { label: 'The utilization of a chat, in percent,', ...utilization },
  callbackMaxAssign: { label: 'Max Assign for callbacks', ...maxAssign },
  callbackUtilization: { label: 'The utilization of a callback, in percent,', ...utilization },
} as const satisfies Record<string, Figure>;

export type LimitName = keyof typeof limits;

/** All figures of a workgroup. */
export const figures = {
  ...limits,
  alertTimeout: { label: 'The time to answer, in seconds,', least: 1, most: 3_600 },
  callbackRetries: { label: 'The number of callback retries', least: 0, most: 100 },
  callbackRetryMinutes: { label: 'The time between callbacks, in minutes,', least: 0, most: 10_080 },
  idleTime: { label: 'The idle time, in seconds,', least: 1, most: 86_400 },
  skillRelaxAfter: {
    label: 'The time after which minimum proficiencies no longer count, in seconds,',
    least: 1,
    most: 86_400,
  },
  idleGrace: { label: 'The grace time of idle visitors, in seconds,', least: 0, most: 86_400 },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

/** What counts in a workgroup that says nothing; null: a parameter (*Default Snooze Duration*, *PartyIdleTime*, *PartyIdleGraceTime*), or never. */
export const standard = {
  chatMaxAssign: DEFAULT_LIMITS.chat.max,
  chatUtilization: DEFAULT_LIMITS.chat.utilization,
  callbackMaxAssign: DEFAULT_LIMITS.callback.max,
  callbackUtilization: DEFAULT_LIMITS.callback.utilization,
  alertTimeout: DEFAULT_ALERT_TIMEOUT_S,
  callbackRetries: 3,
  callbackRetryMinutes: null,
  idleTime: null,
  idleGrace: null,
  skillRelaxAfter: null,
} as const satisfies Record<FigureName, number | null>;

/** Null is always allowed: the default. @throws IwtError `request.invalid` with `details.field` */
export function checkFigure(name: FigureName, value: unknown): void {
  const { label, least, most } = figures[name];
  if (value === null) return;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  throw new IwtError('request.invalid', `${label} must be a whole number from ${least} to ${most}.`, { field: name });
}
