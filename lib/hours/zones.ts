import { DateTime, IANAZone } from 'luxon';
import { IwtError } from '../errors.ts';

const mostNames = 1_000;
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,3}$/;
const instant =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/i;

/** Whether it is an IANA time zone, such as `Europe/Berlin` or `UTC`. Offsets such as `+01:00` are none. */
export function isZone(name: string): boolean {
  return name.length <= 64 && zoneName.test(name) && IANAZone.isValidZone(name);
}

/** Whether it is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/**
 * Reads ISO 8601 with `Z` or an offset, such as `2026-12-24T09:00+01:00`, as UTC milliseconds.
 * @throws IwtError `request.invalid`
 */
export function parseInstant(text: string): number {
  const moment = text.length <= 40 && instant.test(text) ? DateTime.fromISO(text.toUpperCase()) : undefined;
  if (!moment?.isValid) {
    throw new IwtError(
      'request.invalid',
      'A time is written as date, time and offset, such as 2026-12-24T09:00:00+01:00 or 2026-12-24T08:00:00Z.',
      { field: 'time' },
    );
  }
  return moment.toMillis();
}

/** ISO 8601 with the offset that the zone has at that moment: `2026-12-24T09:00:00.000+01:00`; `Z` for UTC. */
export function printInstant(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone: canonical(zone) }).toISO() ?? new Date(at).toISOString();
}

/** For people, by the zone's clocks: `Thursday, 24 December 2026, 09:00 (Europe/Berlin)`. */
export function describeInstant(at: number, zone: string, language: string): string {
  const moment = DateTime.fromMillis(at, { zone: canonical(zone), locale: language });
  return `${moment.toFormat('cccc, d LLLL yyyy, HH:mm')} (${zone})`;
}

/** Milliseconds that the zone's clocks are ahead of UTC at that moment. */
export function offsetAt(zone: string, at: number): number {
  return Math.round(IANAZone.create(zone).offset(at) * 60_000);
}

/** A stretch of time in which the zone's clocks are not set. */
export interface Steady {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** No zone sets its clocks and sets them back within this time. */
const lookEvery = 12 * 3_600_000;

/** Cuts `from` to `to` (UTC milliseconds) where the zone's clocks are set. */
export function steadyStretches(zone: string, from: number, to: number): Steady[] {
  const stretches: Steady[] = [];
  let begin = from;
  let offset = offsetAt(zone, from);
  for (let at = from; at < to; ) {
    const next = Math.min(at + lookEvery, to);
    if (offsetAt(zone, next) === offset) {
      at = next;
      continue;
    }
    const change = changeBetween(zone, at, next, offset);
    stretches.push({ from: begin, to: change, offset });
    begin = change;
    offset = offsetAt(zone, change);
    at = change;
  }
  if (begin < to) stretches.push({ from: begin, to, offset });
  return stretches;
}

/** The first moment with another offset. */
function changeBetween(zone: string, before: number, after: number, offset: number): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

const canonicalNames = new Map<string, string>();

/** Zones are kept by name for ever, and a stranger can write one name in thousands of ways. */
function canonical(zone: string): string {
  const known = canonicalNames.get(zone);
  if (known !== undefined) return known;
  const name = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  if (canonicalNames.size >= mostNames) canonicalNames.clear();
  canonicalNames.set(zone, name);
  return name;
}
