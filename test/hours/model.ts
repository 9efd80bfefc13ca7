import { type OpeningHours, weekdays } from '../../lib/hours/document.ts';

export const minute = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows: the date as `YYYY-MM-DD`, and the minutes since its midnight. */
export function wall(zone: string, at: number): { date: string; minutes: number } {
  let format = formats.get(zone);
  if (!format) {
    const digits = '2-digit';
    format = new Intl.DateTimeFormat('en-GB-u-hc-h23', {
      timeZone: zone,
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { date: `${parts.year}-${parts.month}-${parts.day}`, minutes: Number(parts.hour) * 60 + Number(parts.minute) };
}

/** The slow and obvious way: ask the clock on the wall, then look the time up. */
export function modelIsOpen(hours: OpeningHours, at: number): boolean {
  const { date, minutes } = wall(hours.zone, at);
  const today = slotsOf(hours, date).some(({ from, to }) => minutes >= from && minutes < to);
  const yesterday = slotsOf(hours, dayBefore(date)).some(
    ({ from, to }) => minutes + 1440 >= from && minutes + 1440 < to,
  );
  return today || yesterday;
}

/** Slots begin every `step` minutes after the opening of the day they belong to, and it must be open all the time. */
export function modelSlots(hours: OpeningHours, from: number, to: number, step: number): number[] {
  const found: number[] = [];
  for (let at = Math.ceil(from / minute) * minute; at < to; at += 15 * minute) {
    const { date, minutes } = wall(hours.zone, at);
    const begins = (day: string, now: number) =>
      slotsOf(hours, day).some((slot) => now >= slot.from && now < slot.to && (now - slot.from) % step === 0);
    if (!begins(date, minutes) && !begins(dayBefore(date), minutes + 1440)) continue;
    let open = true;
    for (let passed = 0; passed < step; passed += 15) open &&= modelIsOpen(hours, at + passed * minute);
    if (open) found.push(at);
  }
  return found;
}

function slotsOf(hours: OpeningHours, date: string): { from: number; to: number }[] {
  const exception = hours.exceptions.find((one) => one.date === date);
  const name = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] as (typeof weekdays)[number];
  return (exception ? exception.open : (hours.week[name] ?? [])).map(([begin, end]) => {
    const [from, to] = [minutesOf(begin), minutesOf(end)];
    return { from, to: to <= from ? to + 1440 : to };
  });
}

function minutesOf(text: string): number {
  const [hour, rest] = text.split(':').map(Number);
  return (hour as number) * 60 + (rest as number);
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
