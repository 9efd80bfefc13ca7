import type { OpeningHours, ReadHours } from '../hours/hours.ts';
import type { QueueRef } from '../interactions/events.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';

/** Where neither the workgroup nor the parameter says how long (handlers-and-site section 4.10). */
const DEFAULT_SNOOZE_MINUTES = 5;

/** How callbacks of a queue go. */
export interface QueueRules {
  readonly enabled: boolean;
  /** Times that one may be snoozed. */
  readonly retries: number;
  readonly snoozeMinutes: number;
  /** Null: always open. */
  readonly hours: OpeningHours | null;
}

export interface SettingsParts {
  readonly workgroups: Pick<Workgroups, 'settings'>;
  readonly readHours: ReadHours;
  /** The parameter *Default Snooze Duration*, in minutes; 0: none. */
  readonly defaultSnooze: () => number;
}

export type RulesOf = (queue: QueueRef) => Promise<QueueRules>;

/** What a queue's workgroup says of callbacks, filled up with the parameter and the default. */
export function createRulesOf({ workgroups, readHours, defaultSnooze }: SettingsParts): RulesOf {
  return async ({ id }) => {
    const settings = await workgroups.settings(id);
    return {
      enabled: settings.callbacksEnabled,
      retries: settings.callbackRetries,
      snoozeMinutes: settings.callbackRetryMinutes || defaultSnooze() || DEFAULT_SNOOZE_MINUTES,
      hours: readHours(settings.openingHours),
    };
  };
}
