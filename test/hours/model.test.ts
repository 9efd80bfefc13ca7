import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OpeningHours, parseHours, weekdays } from '../../lib/hours/document.ts';
import { isOpen, nextClosing, nextOpening, slots } from '../../lib/hours/hours.ts';
import { minute, modelIsOpen, modelSlots } from './model.ts';

const hour = 60 * minute;
const quarter = 15 * minute;

/** Days around which clocks are set, and two on which nothing happens. */
const places = [
  { zone: 'Europe/Berlin', around: '2026-03-29T01:00Z' },
  { zone: 'Europe/Berlin', around: '2026-10-25T01:00Z' },
  { zone: 'America/New_York', around: '2026-03-08T07:00Z' },
  { zone: 'America/New_York', around: '2026-11-01T06:00Z' },
  { zone: 'Australia/Lord_Howe', around: '2026-04-04T15:00Z' },
  { zone: 'Australia/Lord_Howe', around: '2026-10-03T15:30Z' },
  { zone: 'Pacific/Apia', around: '2011-12-30T10:00Z' },
  { zone: 'America/Santiago', around: '2026-09-06T04:00Z' },
  { zone: 'Asia/Kathmandu', around: '2026-05-05T00:00Z' },
  { zone: 'UTC', around: '2024-02-29T00:00Z' },
].map(({ zone, around }) => ({ zone, around: Date.parse(around) }));

const time = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;

/** Up to three slots that do not overlap; the last one may end on the next day. */
const someDay = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { maxLength: 6 }),
    fc.integer({ min: 0, max: 96 }),
    fc.boolean(),
  )
  .map(([points, end, overnight]) => {
    const sorted = points.sort((a, b) => a - b);
    const open: [string, string][] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2)
      open.push([time(sorted[i] as number), time(sorted[i + 1] as number)]);
    const last = sorted.at(-1);
    if (overnight && sorted.length % 2 === 1 && last !== undefined && end !== last) open.push([time(last), time(end)]);
    return open;
  });

const someHours = fc
  .record({
    place: fc.constantFrom(...places),
    week: fc.array(someDay, { minLength: 7, maxLength: 7 }),
    exceptions: fc.uniqueArray(fc.tuple(fc.integer({ min: -3, max: 4 }), someDay), {
      maxLength: 3,
      selector: ([day]) => day,
    }),
    after: fc.integer({ min: -36 * 60 * minute, max: 36 * 60 * minute }),
  })
  .map(({ place, week, exceptions, after }) => {
    const document = {
      zone: place.zone,
      week: Object.fromEntries(weekdays.map((name, index) => [name, week[index]])),
      exceptions: exceptions.map(([day, open]) => ({
        date: new Date(place.around + day * 24 * hour).toISOString().slice(0, 10),
        open,
      })),
    };
    return { hours: parseHours(JSON.stringify(document)), at: place.around + after };
  });

/** The first quarter of an hour after `at` from which on it is (or is not) open, having been otherwise before. */
function modelChange(hours: OpeningHours, at: number, to: boolean): number | null {
  let before = modelIsOpen(hours, at);
  for (let next = Math.floor(at / quarter) * quarter + quarter; next <= at + 5 * 24 * hour; next += quarter) {
    const now = modelIsOpen(hours, next);
    if (now !== before && now === to) return next;
    before = now;
  }
  return null;
}

describe('Opening hours are what the clock on the wall says', () => {
  it('at any moment', () => {
    fc.assert(
      fc.property(someHours, ({ hours, at }) => {
        expect(isOpen(hours, at)).toBe(modelIsOpen(hours, at));
      }),
      { numRuns: 2000 },
    );
  });

  it('through the days on which clocks are set', () => {
    fc.assert(
      fc.property(someHours, ({ hours, at }) => {
        const begin = Math.floor(at / quarter) * quarter;
        for (let now = begin; now < begin + 36 * hour; now += quarter)
          expect([now, isOpen(hours, now)]).toEqual([now, modelIsOpen(hours, now)]);
      }),
      { numRuns: 60 },
    );
  });

  it('when it opens and closes next', () => {
    fc.assert(
      fc.property(someHours, ({ hours, at }) => {
        for (const [found, expected] of [
          [nextOpening(hours, at), modelChange(hours, at, true)],
          [nextClosing(hours, at), modelChange(hours, at, false)],
        ] as const) {
          if (expected !== null) expect(found).toBe(expected);
          else if (found !== null) expect(found).toBeGreaterThan(at + 5 * 24 * hour);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('for slots, which exist as often as their time does', () => {
    fc.assert(
      fc.property(someHours, fc.constantFrom(15, 30, 45, 60, 90), ({ hours, at }, step) => {
        const found = slots(hours, at, 3, step);
        const begin = Math.ceil(at / quarter) * quarter;
        expect(found).toEqual(modelSlots(hours, begin, at + 72 * hour, step));
        for (const start of found) expect(start).toBeGreaterThanOrEqual(at);
      }),
      { numRuns: 150 },
    );
  });
});
