import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Idleness, type IdleTimes, judgeIdleness, POLL_SLACK_MS, timesOf } from '../../lib/chat/idle-rules.ts';
import { durationText, idleText } from '../../lib/chat/idle-texts.ts';

const moment = fc.integer({ min: 0, max: 2_000_000 });
const visitors: fc.Arbitrary<Idleness> = fc.record({
  talking: fc.boolean(),
  active: moment,
  heard: moment,
  warned: fc.option(fc.record({ at: moment, why: fc.constantFrom('typing' as const, 'polling' as const) })),
  endNotBefore: fc.integer({ min: 0, max: 300_000 }),
});
const times: fc.Arbitrary<IdleTimes> = fc
  .tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 600_000 }))
  .map(([idle, grace, gone]) => timesOf({ idle, grace }, gone));

describe('the idle rule', () => {
  it('ends only after a warning that stood for the whole grace time', () => {
    fc.assert(
      fc.property(visitors, times, moment, (visitor, given, now) => {
        if (judgeIdleness(visitor, given, now).does !== 'end') return;
        expect(visitor.warned).not.toBeNull();
        expect(now).toBeGreaterThanOrEqual((visitor.warned?.at ?? 0) + given.grace);
        expect(now).toBeGreaterThanOrEqual(visitor.endNotBefore);
        const did = visitor.warned?.why === 'typing' ? visitor.active : visitor.heard;
        expect(did).toBeLessThanOrEqual(visitor.warned?.at ?? 0);
      }),
    );
  });

  it('never bothers a visitor who types, or who polls once a minute before an agent has him', () => {
    fc.assert(
      fc.property(visitors, times, moment, (visitor, given, now) => {
        const typing = { ...visitor, talking: true, active: now, heard: now };
        expect(judgeIdleness(typing, given, now).does).toBe('rest');
        const waiting = { ...visitor, talking: false, heard: now - 60_000, warned: null };
        expect(judgeIdleness(waiting, given, now).does).toBe('rest');
        expect(given.silence).toBeGreaterThanOrEqual(given.idle + POLL_SLACK_MS);
      }),
    );
  });

  it('rests until the very moment that something is due', () => {
    fc.assert(
      fc.property(visitors, times, moment, (visitor, given, now) => {
        const verdict = judgeIdleness(visitor, given, now);
        if (verdict.does !== 'rest') return;
        expect(verdict.until).toBeGreaterThan(now);
        expect(judgeIdleness(visitor, given, verdict.until).does).not.toBe('rest');
        expect(judgeIdleness(visitor, given, verdict.until - 1)).toEqual(verdict);
      }),
    );
  });

  it('warns once for one idleness, and ends it in two steps', () => {
    fc.assert(
      fc.property(visitors, times, moment, (visitor, given, now) => {
        const verdict = judgeIdleness(visitor, given, now);
        if (verdict.does !== 'warn') return;
        const warned = { ...visitor, warned: { at: now, why: verdict.why }, endNotBefore: 0 };
        const settled = verdict.why === 'typing' ? visitor.active <= now : visitor.heard <= now;
        expect(settled).toBe(true);
        const next = judgeIdleness(warned, given, now);
        expect(next).toEqual(given.grace === 0 ? { does: 'end' } : { does: 'rest', until: now + given.grace });
        expect(judgeIdleness(warned, given, now + given.grace).does).toBe('end');
      }),
    );
  });
});

describe('the texts for idle visitors', () => {
  it.each([
    [300, 'en-us', '5 minutes'],
    [60, 'en-us', '1 minute'],
    [90, 'en-us', '1 minute and 30 seconds'],
    [7_265, 'en-us', '2 hours, 1 minute, and 5 seconds'],
    [0, 'en-us', '0 seconds'],
    [300, 'de-DE', '5 Minuten'],
    [90, 'de', '1 Minute und 30 Sekunden'],
    [300, 'fr', '5 minutes'],
    [300, 'no such language', '5 minutes'],
  ])('write %i seconds in %s as %s', (seconds, language, text) => {
    expect(durationText(seconds, language).replaceAll('\u00a0', ' ')).toBe(text);
  });

  it('fill in names as they are', () => {
    const text = idleText('%1: %2, %3, %4, %5, $&', 'Mary %2 $1', { idle: 300, grace: 120 }, 'en-us');
    expect(text).toBe('Mary %2 $1: 5 minutes, 2 minutes, 7 minutes, %5, $&');
  });
});
