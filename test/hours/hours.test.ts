import { describe, expect, it } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import {
  describeInstant,
  isOpen,
  isZone,
  nextClosing,
  nextOpening,
  parseHours,
  parseInstant,
  printInstant,
  slots,
} from '../../lib/hours/hours.ts';

const office = parseHours({
  zone: 'Europe/Berlin',
  week: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
      day,
      [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
    ]),
  ),
  exceptions: [
    { date: '2026-12-24', open: [['09:00', '12:00']] },
    { date: '2026-12-25', open: [] },
  ],
});
const always = (zone: string) =>
  parseHours({
    zone,
    week: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]),
    ),
  });
const bar = parseHours({
  zone: 'Europe/Berlin',
  week: { fri: [['22:00', '02:00']], sat: [['22:00', '02:30']] },
  exceptions: [
    { date: '2026-11-28', open: [] },
    { date: '2026-12-04', open: [] },
  ],
});
const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

function refusal(given: unknown): string {
  try {
    parseHours(given);
  } catch (error) {
    if (!(error instanceof IwtError)) throw error;
    expect(error).toMatchObject({ code: 'request.invalid', status: 400, details: { field: 'openingHours' } });
    return error.message;
  }
  throw new Error('They were taken.');
}

describe('Opening hours', () => {
  it('open and close by the week, with a break', () => {
    expect(isOpen(office, at('2026-11-23T08:59:59.999+01:00'))).toBe(false);
    expect(isOpen(office, at('2026-11-23T09:00+01:00'))).toBe(true);
    expect(isOpen(office, at('2026-11-23T12:00+01:00'))).toBe(false);
    expect(iso(nextOpening(office, at('2026-11-23T12:00+01:00')))).toBe('2026-11-23T12:00:00.000Z');
    expect(iso(nextClosing(office, at('2026-11-23T12:00+01:00')))).toBe('2026-11-23T16:00:00.000Z');
    expect(iso(nextOpening(office, at('2026-11-27T17:00+01:00')))).toBe('2026-11-30T08:00:00.000Z');
  });

  it('keep the exceptions', () => {
    expect(isOpen(office, at('2026-12-24T11:59+01:00'))).toBe(true);
    expect(isOpen(office, at('2026-12-24T14:00+01:00'))).toBe(false);
    expect(iso(nextOpening(office, at('2026-12-24T12:00+01:00')))).toBe('2026-12-28T08:00:00.000Z');
  });

  it('last over midnight as part of the day they begin, across exceptions', () => {
    // Friday the 27th: until 02:00 on Saturday, though Saturday itself is closed.
    expect(isOpen(bar, at('2026-11-28T01:59+01:00'))).toBe(true);
    expect(isOpen(bar, at('2026-11-28T02:00+01:00'))).toBe(false);
    expect(isOpen(bar, at('2026-11-28T23:00+01:00'))).toBe(false);
    expect(isOpen(bar, at('2026-11-29T01:00+01:00'))).toBe(false);
    // Friday the 4th is closed, and so is the night that belongs to it.
    expect(isOpen(bar, at('2026-12-05T01:00+01:00'))).toBe(false);
    expect(isOpen(bar, at('2026-12-06T02:29+01:00'))).toBe(true);
  });

  it('know no closing when they never close, and no opening when they never open', () => {
    const now = at('2026-11-23T00:00Z');
    expect([isOpen(always('UTC'), now), nextOpening(always('UTC'), now), nextClosing(always('UTC'), now)]).toEqual([
      true,
      null,
      null,
    ]);
    const never = parseHours({
      zone: 'UTC',
      week: {},
      exceptions: [{ date: '2028-01-01', open: [['00:00', '24:00']] }],
    });
    expect([isOpen(never, now), nextOpening(never, now), nextClosing(never, now)]).toEqual([false, null, null]);
    expect(iso(nextOpening(never, at('2027-06-01T00:00Z')))).toBe('2028-01-01T00:00:00.000Z');
  });

  it('join what follows each other without a gap', () => {
    const long = parseHours({
      zone: 'UTC',
      week: {
        mon: [
          ['08:00', '12:00'],
          ['12:00', '24:00'],
        ],
        tue: [['00:00', '03:00']],
      },
    });
    expect(iso(nextClosing(long, at('2026-11-23T09:00Z')))).toBe('2026-11-24T03:00:00.000Z');
  });

  it('lose the hour that is skipped and have twice the one that is repeated', () => {
    const night = parseHours({ zone: 'Europe/Berlin', week: { sun: [['01:00', '03:30']] } });
    expect(slots(night, at('2026-03-29T00:00+01:00'), 1, 30).map(iso)).toEqual([
      '2026-03-29T00:00:00.000Z',
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ]);
    expect(slots(night, at('2026-10-25T00:00+02:00'), 1, 30)).toHaveLength(7);
    expect(new Set(slots(night, at('2026-10-25T00:00+02:00'), 1, 30)).size).toBe(7);
  });

  it('do not have the day that Samoa skipped', () => {
    const samoa = parseHours({
      zone: 'Pacific/Apia',
      week: { thu: [['09:00', '17:00']], fri: [['09:00', '17:00']], sat: [['09:00', '10:00']] },
    });
    const thursdayEvening = at('2011-12-29T17:00-10:00');
    expect(iso(nextOpening(samoa, thursdayEvening))).toBe(iso(at('2011-12-31T09:00+14:00')));
  });

  it('offer slots from now on that end before closing', () => {
    expect(slots(office, at('2026-11-23T10:01+01:00'), 1, 60).map(iso)).toEqual([
      '2026-11-23T10:00:00.000Z',
      '2026-11-23T12:00:00.000Z',
      '2026-11-23T13:00:00.000Z',
      '2026-11-23T14:00:00.000Z',
      '2026-11-23T15:00:00.000Z',
      '2026-11-24T08:00:00.000Z',
      '2026-11-24T09:00:00.000Z',
    ]);
    expect(slots(always('UTC'), at('2026-11-23T00:00Z'), 7, 30)).toHaveLength(336);
  });

  it.each([
    ['{', 'These are no opening hours: they are not JSON.'],
    [{ week: {} }, 'zone: '],
    [{ zone: 'Berlin', week: {} }, 'zone: must be a time zone such as "Europe/Berlin"'],
    [{ zone: '+01:00', week: {} }, 'zone: '],
    [{ zone: 'UTC' }, 'week: '],
    [{ zone: 'UTC', week: { monday: [] } }, 'week: '],
    [{ zone: 'UTC', week: {}, holidays: [] }, 'holidays'],
    [{ zone: 'UTC', week: { mon: [['9:00', '17:00']] } }, 'week.mon[0][0]: must be a time such as "09:00"'],
    [{ zone: 'UTC', week: { mon: [['24:00', '02:00']] } }, 'week.mon[0][0]: '],
    [{ zone: 'UTC', week: { mon: [['09:00', '24:01']] } }, 'week.mon[0][1]: '],
    [{ zone: 'UTC', week: { mon: [['09:00']] } }, 'week.mon[0]'],
    [{ zone: 'UTC', week: { mon: [['09:00', '09:00']] } }, 'week.mon[0]: must not end when it starts'],
    [
      {
        zone: 'UTC',
        week: {
          mon: [
            ['13:00', '17:00'],
            ['09:00', '13:01'],
          ],
        },
      },
      'week.mon: has slots that overlap',
    ],
    [
      {
        zone: 'UTC',
        week: {
          mon: [
            ['22:00', '02:00'],
            ['23:00', '24:00'],
          ],
        },
      },
      'week.mon: has slots that overlap',
    ],
    [{ zone: 'UTC', week: {}, exceptions: [{ date: '2026-02-29', open: [] }] }, 'exceptions[0].date: '],
    [{ zone: 'UTC', week: {}, exceptions: [{ date: '2026-12-24' }] }, 'exceptions[0].open: '],
    [
      { zone: 'UTC', week: {}, exceptions: [1, 2].map(() => ({ date: '2026-12-24', open: [] })) },
      'exceptions: names a date twice',
    ],
    [null, ''],
    ['[]', ''],
    [`{"zone":"${'x'.repeat(60_000)}"}`, 'too many'],
  ])('refuse %j', (given, message) => {
    expect(refusal(given)).toContain(message);
  });

  it('come back from their own JSON', () => {
    expect(parseHours(JSON.stringify(office))).toEqual(office);
  });
});

describe('A moment', () => {
  it('is read with an offset', () => {
    const expected = Date.UTC(2026, 11, 24, 8);
    for (const text of [
      '2026-12-24T09:00+01:00',
      '2026-12-24T08:00:00Z',
      '2026-12-24T08:00:00.000z',
      '2026-12-24t09:00:00+0100',
      '2026-12-24T09:00+01',
      '2026-12-23T23:00-09:00',
    ])
      expect([text, parseInstant(text)]).toEqual([text, expected]);
  });

  it.each([
    '',
    'tomorrow',
    '2026-12-24',
    '2026-12-24T09:00',
    '2026-12-24T09:00:00',
    '2026-02-29T09:00Z',
    '2026-12-24T24:00Z',
    '2026-12-24T09:60Z',
    '2026-12-24 09:00Z',
    '1798099200000',
    '2026-12-24T09:00+24:00',
    `2026-12-24T09:00Z${' '.repeat(99)}`,
  ])('%j is refused', (text) => {
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('is printed with the offset of the zone, and for people', () => {
    expect(printInstant(Date.UTC(2026, 11, 24, 8), 'Europe/Berlin')).toBe('2026-12-24T09:00:00.000+01:00');
    expect(printInstant(Date.UTC(2026, 11, 24, 8), 'UTC')).toBe('2026-12-24T08:00:00.000Z');
    expect(describeInstant(Date.UTC(2026, 11, 24, 8), 'Europe/Berlin', 'en-us')).toBe(
      'Thursday, 24 December 2026, 09:00 (Europe/Berlin)',
    );
  });
});

describe('A time zone', () => {
  it('has an IANA name', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Kolkata'])
      expect(isZone(name)).toBe(true);
    for (const name of [
      '',
      'Europe/Nowhere',
      '+01:00',
      'local',
      'system',
      '../etc',
      'Europe/Berlin\0',
      'x'.repeat(1000),
    ])
      expect([name, isZone(name)]).toEqual([name, false]);
  });
});
