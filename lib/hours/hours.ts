import type { OpeningHours } from './document.ts';
import { day, minute, openSpans, type Span, slotSpans } from './spans.ts';

export { type OpeningHours, parseHours } from './document.ts';
export { createHoursReader, type ReadHours } from './reader.ts';
export { describeInstant, isZone, parseInstant, printInstant } from './zones.ts';

/** How far `nextOpening` and `nextClosing` look. */
const horizon = 366 * day;
const lookAhead = 8 * day;

/** Whether it is open at that moment (UTC milliseconds). */
export function isOpen(hours: OpeningHours, at: number): boolean {
  return openSpans(hours, at, at + 1).length > 0;
}

/** The first moment after `at` at which it opens, having been closed; null: not within a year. */
export function nextOpening(hours: OpeningHours, at: number): number | null {
  for (const { from } of spansAfter(hours, at)) if (from > at) return from;
  return null;
}

/** The first moment after `at` at which it closes, whether it is open now or not; null: not within a year. */
export function nextClosing(hours: OpeningHours, at: number): number | null {
  for (const { to } of spansAfter(hours, at)) return to < at + horizon ? to : null;
  return null;
}

/**
 * Starts of slots of `stepMinutes` that can be booked from `from` on, for `days` times 24 hours, in order. They follow
 * each other from the beginning of each stretch of opening hours by its clock, and it is open until each one ends.
 */
export function slots(hours: OpeningHours, from: number, days: number, stepMinutes: number): number[] {
  const step = stepMinutes * minute;
  const to = from + days * day;
  const starts = new Set<number>();
  for (const { span, slotFrom } of slotSpans(hours, from, to)) {
    const passed = Math.ceil((span.from - slotFrom) / step);
    for (let start = slotFrom + passed * step; start < span.to; start += step) starts.add(start);
  }
  const sorted = [...starts].sort((a, b) => a - b);
  const open = openSpans(hours, from, to + step);
  let index = 0;
  return sorted.filter((start) => {
    while (open[index] && (open[index] as Span).to <= start) index += 1;
    return start + step <= (open[index]?.to ?? start);
  });
}

/** Open stretches from `at` on, the first one cut at `at`, the last one at the horizon. Looks no further than it is asked to. */
function* spansAfter(hours: OpeningHours, at: number): Generator<Span> {
  let last: Span | undefined;
  for (let from = at; from < at + horizon; from += lookAhead) {
    for (const span of openSpans(hours, from, Math.min(from + lookAhead, at + horizon))) {
      if (last && span.from <= last.to) {
        last = { from: last.from, to: span.to };
        continue;
      }
      if (last) yield last;
      last = span;
    }
    // What does not reach the end of this look cannot grow in the next one.
    if (last && last.to < from + lookAhead) {
      yield last;
      last = undefined;
    }
  }
  if (last) yield last;
}
