import { minutesOf, type OpeningHours, weekdays } from './document.ts';
import { steadyStretches } from './zones.ts';

/** UTC milliseconds; `to` is no longer in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const minute = 60_000;
export const day = 86_400_000;

/** Milliseconds after the day's midnight by the clock on the wall. */
type DaySlots = readonly Span[];

interface Compiled {
  /** From Monday. */
  readonly week: readonly DaySlots[];
  /** By the number of the day since 1970. */
  readonly exceptions: ReadonlyMap<number, DaySlots>;
}

const compiled = new WeakMap<OpeningHours, Compiled>();

/**
 * The slots that touch `from` to `to`, as they lie in time. It is open when the clock on the wall says so: a slot loses
 * what clocks skip, and has twice what they repeat. So one slot may become several; those of different days may overlap.
 */
export function slotSpans(hours: OpeningHours, from: number, to: number): { span: Span; slotFrom: number }[] {
  const { week, exceptions } = compile(hours);
  const found: { span: Span; slotFrom: number }[] = [];
  for (const stretch of steadyStretches(hours.zone, from, to)) {
    // The slots of the day before may last over midnight.
    const first = Math.floor((stretch.from + stretch.offset) / day) - 1;
    const last = Math.floor((stretch.to - 1 + stretch.offset) / day);
    for (let date = first; date <= last; date += 1) {
      // 1 January 1970 was a Thursday.
      for (const slot of exceptions.get(date) ?? week[(((date + 3) % 7) + 7) % 7] ?? []) {
        const slotFrom = date * day + slot.from - stretch.offset;
        const slotTo = date * day + slot.to - stretch.offset;
        const span = { from: Math.max(slotFrom, stretch.from), to: Math.min(slotTo, stretch.to) };
        if (span.from < span.to) found.push({ span, slotFrom });
      }
    }
  }
  return found;
}

/** When it is open between `from` and `to`: in order, apart from each other. */
export function openSpans(hours: OpeningHours, from: number, to: number): Span[] {
  const sorted = slotSpans(hours, from, to)
    .map(({ span }) => span)
    .sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else merged.push(span);
  }
  return merged;
}

function compile(hours: OpeningHours): Compiled {
  const known = compiled.get(hours);
  if (known) return known;
  const made = {
    week: weekdays.map((name) => (hours.week[name] ?? []).map(milliseconds)),
    exceptions: new Map(hours.exceptions.map(({ date, open }) => [Date.parse(date) / day, open.map(milliseconds)])),
  };
  compiled.set(hours, made);
  return made;
}

function milliseconds(slot: readonly [string, string]): Span {
  const { from, to } = minutesOf(slot);
  return { from: from * minute, to: to * minute };
}
