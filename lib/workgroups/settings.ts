import type { Clock } from '../runtime/clock.ts';
import { createKept } from '../runtime/kept.ts';
import { standard } from './figures.ts';
import type { SettingsRow } from './store.ts';

/** What a workgroup says of callbacks. */
export interface CallbackSettings {
  readonly callbacksEnabled: boolean;
  /** How often a callback may be tried again. */
  readonly callbackRetries: number;
  /** Null: the parameter *Default Snooze Duration* decides. */
  readonly callbackRetryMinutes: number | null;
  /** JSON, as `parseHours` reads it; null: always open. */
  readonly openingHours: string | null;
}

/** A change made by another process acts within three seconds. */
const kept = { ageMs: () => 3_000, most: 1_000 };

/** Settings from memory, read again every few seconds. What is nobody's workgroup (a user's own queue) has the defaults. */
export function createSettings(read: (id: string) => Promise<SettingsRow | undefined>, clock: Clock) {
  const settings = createKept<CallbackSettings>(clock, kept);
  return {
    get: (id: string) => settings.ask(id, () => read(id).then(settingsOf)),
    /** It was changed here. */
    forget: settings.forget,
  };
}

function settingsOf(row: SettingsRow | undefined): CallbackSettings {
  return {
    callbacksEnabled: row?.callbacks_enabled !== 0,
    callbackRetries: row?.callback_retries ?? standard.callbackRetries,
    callbackRetryMinutes: row?.callback_retry_min || null,
    openingHours: row?.opening_hours ?? null,
  };
}
