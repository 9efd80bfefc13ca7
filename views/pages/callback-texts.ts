import { counted } from './account-texts.ts';
import { type WaitRange, waitRange } from './callback-wait.ts';
import { type CallbackTexts, fill, localeFor } from './texts.ts';

export type CallbackStateName = keyof CallbackTexts['states'];

/** What of a callback decides how its state is called: without a telephone number it is a message to be answered. */
export interface Told {
  readonly state: CallbackStateName;
  readonly telephone: string | null;
}

/** A callback's state in a few words, in the best language for an `Accept-Language` header. */
export function callbackStateText({ state, telephone }: Told, language: string): string {
  const { states, statesMail } = localeFor(language).callback;
  return (telephone === null ? statesMail : states)[state];
}

/** States after which nothing comes. */
export function hasEnded(state: CallbackStateName): boolean {
  return state === 'complete' || state === 'failed' || state === 'cancelled';
}

/** Nine digits as people read them out: `123 456 789`. The spaces do not break. */
export function spaced(number: string): string {
  return number.replace(/\d{3}(?=\d)/g, '$&\u00a0');
}

/** An expected wait in seconds, as a range: `about 5 to 10 minutes`. */
export function waitText(seconds: number, texts: CallbackTexts, language: string): string {
  const { unit, from, to }: WaitRange = waitRange(seconds);
  if (unit === 'minute' && from === 0) return counted(texts.waitLess, to, language);
  return fill(unit === 'minute' ? texts.waitMinutes : texts.waitHours, { from, to });
}

/** A moment by the clocks of a zone, with the zone's name: `Tuesday, January 6 at 10:00 AM GMT+1`. */
export function momentText(at: number, timeZone: string | null, language: string): string {
  const parts = { weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return formatIn(timeZone, language, { ...parts, timeZoneName: 'short' }).format(at);
}

/** A zone that this machine does not know is shown as UTC, which says so. */
export function formatIn(timeZone: string | null, language: string, parts: Intl.DateTimeFormatOptions) {
  try {
    return new Intl.DateTimeFormat(language, { ...parts, timeZone: timeZone ?? 'UTC' });
  } catch {
    return new Intl.DateTimeFormat(language, { ...parts, timeZone: 'UTC' });
  }
}
