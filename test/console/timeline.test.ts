import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, pictureOf } from '../../views/agent/state/timeline.ts';
import type { Segment } from '../../views/agent/wire.ts';
import { segments } from './shapes.ts';

const measures = { room: 280, least: 24, tick: 50, bubble: 52 };
const type = fc.constantFrom('Queue', 'Alert', 'Connect', 'System');
const some = fc
  .array(fc.tuple(type, fc.integer({ min: 0, max: 100_000 }), fc.constantFrom('Alert', 'Snoozed', 'Queue')), {
    minLength: 1,
    maxLength: 30,
  })
  .map((parts) => segments(...parts));
const close = (a: number, b: number) => Math.abs(a - b) < 0.01;

describe('the picture of a timeline', () => {
  it('draws every segment wide enough to press, in its order, without gaps', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 100, max: 900 }), (all, room) => {
        const { bars, width } = pictureOf(all, { ...measures, room });
        let from = 0;
        for (const [index, bar] of bars.entries()) {
          expect(bar.segment).toBe(all[index]);
          expect(close(bar.from, from)).toBe(true);
          expect(bar.width).toBeGreaterThan(measures.least - 0.01);
          from += bar.width;
        }
        expect(close(from, width)).toBe(true);
        expect(width).toBeGreaterThanOrEqual(room);
      }),
    );
  });

  it('never draws the shorter of two wider than the longer', () => {
    fc.assert(
      fc.property(some, (all) => {
        const { bars } = pictureOf(all, measures);
        const sorted = [...bars].sort((a, b) => a.segment.durationMs - b.segment.durationMs);
        for (const [index, bar] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next) expect(next.width).toBeGreaterThan(bar.width - 0.01);
        }
      }),
    );
  });

  it('says whether it is to scale, and is when it says so', () => {
    fc.assert(
      fc.property(some, (all) => {
        const { bars, toScale, width } = pictureOf(all, measures);
        const total = all.reduce((sum, one) => sum + one.durationMs, 0);
        const exact = bars.every((bar) => close(bar.width, (bar.segment.durationMs / total) * width));
        if (toScale && total > 0) expect(exact).toBe(true);
      }),
    );
    expect(pictureOf(segments(['Queue', 60, 'Alert'], ['Connect', 120, '']), measures).toScale).toBe(true);
    expect(pictureOf(segments(['Queue', 6000, 'Alert'], ['Connect', 1, '']), measures).toScale).toBe(false);
  });

  it('writes only times that stand exactly where they are, the first and the last among them, and none over another', () => {
    fc.assert(
      fc.property(some, (all) => {
        const { ticks, bars, width } = pictureOf(all, measures);
        const begins = new Map(bars.map((bar) => [bar.from, Date.parse(bar.segment.start)]));
        const last = all.at(-1) as Segment;
        expect(ticks[0]).toEqual({ at: Date.parse((all[0] as Segment).start), from: 0 });
        expect(ticks.at(-1)?.at).toBe(Date.parse(last.start) + last.durationMs);
        expect(close(ticks.at(-1)?.from ?? 0, width)).toBe(true);
        for (const [index, tick] of ticks.slice(0, -1).entries()) {
          expect(begins.get(tick.from)).toBe(tick.at);
          const next = ticks[index + 1];
          if (!next || ticks.length === 2) continue;
          const outer = index === 0 || next === ticks.at(-1);
          expect(next.from - tick.from).toBeGreaterThan(measures.tick * (outer ? 1.5 : 1) - 0.01);
        }
      }),
    );
  });

  it('hangs a bubble over the end of each segment that ended in a snooze', () => {
    const twice = segments(
      ['Connect', 60, 'Snoozed'],
      ['System', 60, 'Queue'],
      ['Connect', 60, 'Snoozed'],
      ['System', 9, ''],
    );
    const { bubbles, bars, width } = pictureOf(twice, measures);
    expect(bubbles.map(({ index }) => index)).toEqual([0, 2]);
    for (const { index, from, left } of bubbles) {
      const bar = bars[index];
      expect(from).toBeCloseTo((bar?.from ?? 0) + (bar?.width ?? 0));
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + measures.bubble).toBeLessThanOrEqual(width);
    }
  });

  it('puts bubbles that would touch over one another', () => {
    const quick = segments(
      ['Connect', 1, 'Snoozed'],
      ['System', 1, 'Connect'],
      ['Connect', 1, 'Snoozed'],
      ['Queue', 9999, ''],
    );
    const { bubbles } = pictureOf(quick, { ...measures, bubble: 70 });
    expect(bubbles.map(({ level }) => level)).toEqual([0, 1]);
  });

  it('knows the order of segments that begin at the same moment', () => {
    const [first, second] = segments(['Queue', 0, 'Alert', { sequence: 0 }], ['Alert', 5, '', { sequence: 1 }]);
    expect(inOrder([second as Segment, first as Segment])).toEqual([first, second]);
  });
});
