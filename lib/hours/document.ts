import { z } from 'zod';
import { IwtError } from '../errors.ts';
import { isDate, isZone } from './zones.ts';

/** A stretch of a day, `HH:MM` to `HH:MM`. An end at or before the start lies on the next day; `24:00` is the day's end. */
export type HoursSlot = readonly [from: string, to: string];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** When a workgroup is there. Plain data: `JSON.stringify` gives the document that `parseHours` reads. */
export interface OpeningHours {
  /** IANA name of the zone whose clocks count. */
  readonly zone: string;
  /** Days that are absent are closed. */
  readonly week: Readonly<Partial<Record<Weekday, readonly HoursSlot[]>>>;
  /** Dates (`YYYY-MM-DD`) whose slots take the place of the weekday's; none: closed. */
  readonly exceptions: readonly { readonly date: string; readonly open: readonly HoursSlot[] }[];
}

/** Fits the column on every database. */
const longestDocument = 50_000;
const mostSlots = 24;
const mostExceptions = 500;

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const slot = z
  .tuple([
    z.string().regex(clock, 'must be a time such as "09:00"'),
    z.string().refine((text) => clock.test(text) || text === '24:00', 'must be a time such as "17:30", or "24:00"'),
  ])
  .refine(([from, to]) => from !== to, 'must not end when it starts; a whole day is ["00:00", "24:00"]');
const day = z
  .array(slot)
  .max(mostSlots, `must have at most ${mostSlots} slots`)
  .refine((slots) => !overlap(slots), 'has slots that overlap');
const exception = z.strictObject({
  date: z.string().refine(isDate, 'must be a date such as "2026-12-24"'),
  open: day,
});
const document = z.strictObject({
  zone: z.string().refine(isZone, 'must be a time zone such as "Europe/Berlin"'),
  week: z.strictObject(Object.fromEntries(weekdays.map((name) => [name, day.optional()]))),
  exceptions: z
    .array(exception)
    .max(mostExceptions, `must have at most ${mostExceptions} dates`)
    .refine((all) => new Set(all.map(({ date }) => date)).size === all.length, 'names a date twice')
    .default([]),
});

/**
 * Reads opening hours from JSON text, or from what such text says.
 * @throws IwtError `request.invalid`; the sentence names the place, such as `week.mon[0]`
 */
export function parseHours(given: unknown): OpeningHours {
  const value = typeof given === 'string' ? parseJson(given) : given;
  const result = document.safeParse(value);
  if (!result.success) throw refusal(sentence(result.error));
  const hours = result.data as OpeningHours;
  if (JSON.stringify(hours).length > longestDocument) throw refusal('there are too many of them');
  return hours;
}

/** Minutes after the day's midnight; `to` beyond 1,440 lies on the next day. */
export function minutesOf([from, to]: HoursSlot): { readonly from: number; readonly to: number } {
  const start = minutes(from);
  const end = minutes(to);
  return { from: start, to: end > start ? end : end + 1440 };
}

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function overlap(slots: readonly HoursSlot[]): boolean {
  const sorted = slots.map(minutesOf).sort((a, b) => a.from - b.from);
  return sorted.some(({ from }, index) => from < (sorted[index - 1]?.to ?? 0));
}

function parseJson(text: string): unknown {
  if (text.length > longestDocument) throw refusal('there are too many of them');
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('they are not JSON');
  }
}

function sentence({ issues: [issue] }: z.ZodError): string {
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const message = issue?.message ?? 'is not valid';
  return path === '' ? message : `${path.slice(1)}: ${message}`;
}

function refusal(why: string): IwtError {
  return new IwtError('request.invalid', `These are no opening hours: ${why}.`, { field: 'openingHours' });
}
