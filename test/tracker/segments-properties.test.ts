import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InteractionEvent, InteractionState, NewEvent } from '../../lib/interactions/events.ts';
import { fold } from '../../lib/interactions/interaction.ts';
import { dispositionOf } from '../../lib/tracker/record.ts';
import { segmentsOf } from '../../lib/tracker/segments.ts';
import { journal, marketing, noNames, type Timed, t0 } from './made.ts';

const states: InteractionState[] = ['Scheduled', 'Offering', 'Alerting', 'Connected', 'Held', 'Snoozed'];

const moved: fc.Arbitrary<NewEvent> = fc
  .record({ state: fc.constantFrom(...states), user: fc.constantFrom('u1', 'u2'), until: fc.nat() })
  .map(({ state, user, until }) => {
    const agent = state === 'Alerting' || state === 'Connected' || state === 'Held' ? user : null;
    return { type: 'state', body: { state, queue: marketing, user: agent, until: t0 + until } };
  });

/** What changes no segment. */
const noise: fc.Arbitrary<NewEvent> = fc.constantFrom<NewEvent>(
  { type: 'text', body: { party: 0, text: 'hello' } },
  { type: 'note', body: { user: 'u1', text: 'remark' } },
  { type: 'codes', body: { user: 'u1', accountCode: 'A' } },
  { type: 'attempt', body: { attempt: 1, user: 'u1', step: 'call' } },
);

const story: fc.Arbitrary<Timed[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), moved), { maxLength: 25 })
  .map((steps) => {
    let ms = 0;
    return steps.map(([wait, event]): Timed => {
      ms += wait;
      return [ms, event];
    });
  });

const end: fc.Arbitrary<NewEvent> = fc
  .constantFrom('LocalDisconnect' as const, 'RemoteDisconnect' as const, 'System' as const)
  .map((code) => ({ type: 'state', body: { state: 'Disconnected', reason: 'end', end: code } }));

const whole = fc.tuple(story, fc.nat(5_000), end).map(([steps, wait, last]): InteractionEvent[] => {
  const at = (steps.at(-1)?.[0] ?? 0) + wait;
  return journal('callback', ...steps, [at, last]);
});

describe('segments of any interaction', () => {
  it('fill its time without gap or overlap', () => {
    fc.assert(
      fc.property(whole, (events) => {
        const segments = segmentsOf(events, noNames);
        let at = t0;
        for (const { start, durationMs, endCode } of segments) {
          expect(start).toBe(at);
          expect(durationMs).toBeGreaterThanOrEqual(0);
          expect(endCode).not.toBe('');
          at += durationMs;
        }
        expect(at).toBe(events.at(-1)?.at);
        expect(segments.length).toBeGreaterThan(0);
      }),
    );
  });

  it('are told apart by start and sequence', () => {
    fc.assert(
      fc.property(whole, (events) => {
        const keys = segmentsOf(events, noNames).map(({ start, sequence }) => `${start} ${sequence}`);
        expect(new Set(keys).size).toBe(keys.length);
        const starts = segmentsOf(events, noNames);
        for (const { start, sequence } of starts) {
          if (starts.filter((one) => one.start === start).length === 1) expect(sequence).toBe(0);
        }
      }),
    );
  });

  it('end Snoozed as often as it was snoozed, each followed by a System segment with details', () => {
    fc.assert(
      fc.property(whole, (events) => {
        const segments = segmentsOf(events, noNames);
        const snoozes = fold('1000000001', undefined, events)?.callback?.snoozes ?? 0;
        const details = segments.filter((segment) => segment.details !== null);
        expect(details.length).toBe(snoozes);
        // Snoozed in the very first moment, there is nothing before that could end so.
        const first = segments[0]?.details === null ? 0 : 1;
        expect(segments.filter(({ endCode }) => endCode === 'Snoozed').length).toBe(snoozes - first);
        segments.forEach(({ endCode }, index) => {
          if (endCode === 'Snoozed') expect(segments[index + 1]).toMatchObject({ type: 'System' });
        });
        for (const { durationMs, details: told } of details) {
          expect(Number(told?.SnoozeDurationInSeconds) * 1000).toBeCloseTo(durationMs, 3);
          expect(told?.SnoozeDurationInSeconds).toMatch(/^\d+\.\d{3}$/);
          expect(told?.SnoozeStartTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
        }
      }),
    );
  });

  it('do not depend on what else happens, on states told twice, or on what follows the end', () => {
    const inserts = fc.array(fc.tuple(fc.nat(30), fc.oneof(noise, fc.constant('again' as const))), { maxLength: 10 });
    fc.assert(
      fc.property(whole, inserts, moved, (events, more, late) => {
        const mixed = [...events];
        for (const [place, extra] of more) {
          const index = 1 + (place % mixed.length);
          const before = mixed[index - 1] as InteractionEvent;
          if (extra !== 'again') mixed.splice(index, 0, { seq: 0, at: before.at, ...extra } as InteractionEvent);
          else if (before.type === 'state' && before.body.state !== 'Snoozed') mixed.splice(index, 0, { ...before });
        }
        mixed.push({ seq: 0, at: (events.at(-1)?.at ?? 0) + 5_000, ...late } as InteractionEvent);
        expect(segmentsOf(mixed, noNames)).toEqual(segmentsOf(events, noNames));
      }),
    );
  });

  it('that are over stay as they are, whatever follows', () => {
    fc.assert(
      fc.property(whole, fc.nat(30), (events, cut) => {
        const part = segmentsOf(events.slice(0, cut), noNames);
        expect(segmentsOf(events, noNames).slice(0, part.length)).toEqual(part);
      }),
    );
  });

  it('of a clock that was set back run no time backwards', () => {
    const anywhere = fc.array(fc.tuple(fc.nat(10_000), moved), { maxLength: 20 });
    fc.assert(
      fc.property(anywhere, fc.nat(10_000), (steps, now) => {
        let at = t0;
        for (const { start, durationMs } of segmentsOf(journal('chat', ...steps), noNames, t0 + now)) {
          expect(start).toBe(at);
          expect(durationMs).toBeGreaterThanOrEqual(0);
          at += durationMs;
        }
      }),
    );
  });

  it('lead to a documented disposition', () => {
    fc.assert(
      fc.property(whole, (events) => {
        const segments = segmentsOf(events, noNames);
        const connected = segments.some(({ type }) => type === 'Connect');
        const code = dispositionOf(segments);
        expect(code >= 0 && code <= 7).toBe(true);
        if (code === 1) expect(connected).toBe(false);
        if (code === 0) expect(connected).toBe(true);
        const last = segments.at(-1);
        if (last?.type === 'Connect')
          expect(code).toBe({ RemoteDisconnect: 6, LocalDisconnect: 7 }[String(last.endCode)] ?? 0);
        if (last?.type === 'Queue') {
          expect(code).toBe({ RemoteDisconnect: 2, LocalDisconnect: 3 }[String(last.endCode)] ?? (connected ? 0 : 1));
        }
      }),
    );
  });
});
