import { t } from './texts.ts';

/** Times in the reader's zone and language. */
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });
const momentFormat = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayCount = new Intl.NumberFormat(undefined, { style: 'unit', unit: 'day', unitDisplay: 'long' });
const dayKey = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });

export function timeOf(at: string | number): string {
  return timeFormat.format(new Date(at));
}

export function exactTimeOf(at: string | number): string {
  return exactFormat.format(new Date(at));
}

/** The reader's day of a time, as a key. */
export function dayOf(at: string | number): string {
  return dayKey.format(new Date(at));
}

/** Today, yesterday, or the day's name and date. */
export function dayName(at: string, now: number): string {
  const day = dayOf(at);
  if (day === dayOf(now)) return t('day.today');
  if (day === dayOf(now - 86_400_000)) return t('day.yesterday');
  return dayFormat.format(new Date(at));
}

/** Minutes and seconds, with hours from one hour on, days from one day on: `0:07`, `12:40`, `1:02:03`, `3 days`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  if (hours >= 24) return dayCount.format(Math.floor(hours / 24));
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A duration to be listened to: `2 minutes`. */
export function spokenElapsed(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t('duration.short');
  const unit = minutes < 60 ? 'minute' : 'hour';
  const value = minutes < 60 ? minutes : Math.floor(minutes / 60);
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** A time, with its date when that is another day. */
export function momentOf(at: string, now: number): string {
  return dayOf(at) === dayOf(now) ? timeOf(at) : momentFormat.format(new Date(at));
}

/** What a clock in a zone shows now, with its day's name where that is another than the reader's; undefined: no such zone. */
export function timeInZone(zone: string, now: number): string | undefined {
  try {
    const at = new Date(now);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
    const own = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' }).format(at);
    const weekday = day === own ? {} : ({ weekday: 'long' } as const);
    return new Intl.DateTimeFormat(undefined, {
      timeZone: zone,
      hour: 'numeric',
      minute: '2-digit',
      ...weekday,
    }).format(at);
  } catch {
    return undefined;
  }
}

/** A time with its seconds. */
export function secondOf(at: string | number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(new Date(at));
}
