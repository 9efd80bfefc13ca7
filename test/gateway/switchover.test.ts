import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeOf, type Input, next, orderOf, type ServerFacts, unasked } from '../../lib/proxy/switchover.ts';

const start = Date.UTC(2026, 0, 5, 9);
const answered = (status: number): Input => ({ kind: 'answered', status });
const refused: Input = { kind: 'unreachable', code: 'ECONNREFUSED' };
const timeOut: Input = { kind: 'failed', code: 'UND_ERR_HEADERS_TIMEOUT' };
const due: Input = { kind: 'due' };

/** The server after these inputs, one every `step` milliseconds. */
function told(inputs: readonly Input[], step = 0, from: ServerFacts = unasked(start)): ServerFacts {
  return inputs.reduce((facts, input, index) => next(facts, input, start + step * (index + 1)), from);
}

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.integer({ min: 100, max: 599 }).map(answered),
  fc.constantFrom(refused, timeOut, due),
);
/** Inputs with the milliseconds that pass before each; a clock may also be set back. */
const anyStory = fc.array(fc.tuple(anyInput, fc.integer({ min: -60_000, max: 60_000 })), { maxLength: 60 });

function tell(story: readonly (readonly [Input, number])[]): { facts: ServerFacts; now: number; all: ServerFacts[] } {
  const all: ServerFacts[] = [unasked(start)];
  let now = start;
  for (const [input, passed] of story) {
    now += passed;
    all.push(next(all.at(-1) as ServerFacts, input, now));
  }
  return { facts: all.at(-1) as ServerFacts, now, all };
}

describe('one server', () => {
  it('gets requests before anything is known of it', () => {
    expect(unasked(start)).toMatchObject({ circuit: 'closed', role: 'unknown', reason: undefined });
  });

  it('says by its status what it is', () => {
    expect(told([answered(200)]).role).toBe('active');
    expect(told([answered(404)]).role).toBe('active');
    expect(told([answered(503)]).role).toBe('backup');
    expect(told([answered(503), answered(200)]).role).toBe('active');
    for (const status of [302, 500, 502, 504]) {
      expect(told([answered(status)]).role).toBe('unknown');
      expect(told([answered(503), answered(status)]).role).toBe('backup');
    }
  });

  it('is gone at once when nothing can have arrived, and after two failures in a row when something may have', () => {
    expect(told([answered(200), refused])).toMatchObject({ circuit: 'open', role: 'unknown', reason: 'ECONNREFUSED' });
    expect(told([answered(200), timeOut])).toMatchObject({ circuit: 'closed', role: 'active' });
    expect(told([timeOut, answered(200), timeOut]).circuit).toBe('closed');
    expect(told([timeOut, answered(500), timeOut]).circuit).toBe('closed');
    expect(told([timeOut, timeOut])).toMatchObject({ circuit: 'open', reason: 'UND_ERR_HEADERS_TIMEOUT' });
  });

  it('is tried again after 1 s, then 2, 4 and 5', () => {
    let facts = told([refused]);
    let now = start;
    for (const pause of [1_000, 2_000, 4_000, 5_000, 5_000]) {
      expect(next(facts, due, now + pause - 1)).toBe(facts);
      now += pause;
      facts = next(facts, due, now);
      expect(facts.circuit).toBe('half-open');
      facts = next(facts, timeOut, now);
      expect(facts.circuit).toBe('open');
    }
    const back = next(facts, answered(200), now);
    expect(back).toMatchObject({ circuit: 'closed', role: 'active', since: now });
    expect(next(next(back, refused, now), due, now + 1_000).circuit).toBe('half-open');
  });

  it('is tried again though the clock was set back', () => {
    expect(next(told([refused]), due, start - 3_600_000).circuit).toBe('half-open');
  });

  it('does not stay away longer for requests that fail long after they were sent', () => {
    const facts = told([refused]);
    const late = told([timeOut, timeOut, refused], 300, facts);
    expect(late.dueAt).toBe(facts.dueAt);
    expect(next(late, due, start + 1_000).circuit).toBe('half-open');
  });

  it('tells since when', () => {
    const working = told([answered(200), answered(200), answered(200)], 10_000);
    expect(working.since).toBe(start + 10_000);
    const backup = next(working, answered(503), start + 50_000);
    expect(backup.since).toBe(start + 50_000);
    // Being tried again and again is one absence.
    const away = [refused, due, refused, due, refused].reduce<ServerFacts>(
      (facts, input, index) => next(facts, input, start + 60_000 + index * 5_000),
      backup,
    );
    expect(away).toMatchObject({ circuit: 'open', since: start + 60_000 });
  });
});

describe('one server, whatever comes', () => {
  it('never has two facts that contradict each other', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { circuit, role, reason, failures, pause, dueAt } of tell(story).all) {
          expect(reason === undefined).toBe(circuit === 'closed');
          expect(dueAt === undefined).toBe(circuit !== 'open');
          if (circuit !== 'closed') expect(role).toBe('unknown');
          if (circuit === 'closed') expect(failures).toBeLessThan(2);
          expect(pause).toBeGreaterThanOrEqual(1_000);
          expect(pause).toBeLessThanOrEqual(5_000);
        }
      }),
    );
  });

  it('works again with the first answer, and stays so while it answers', () => {
    fc.assert(
      fc.property(anyStory, fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1 }), (story, statuses) => {
        const { facts, now } = tell(story);
        statuses.reduce((current, status) => {
          const closed = next(current, answered(status), now);
          expect(closed.circuit).toBe('closed');
          return next(closed, due, now + 10_000);
        }, facts);
      }),
    );
  });

  it('is not given up for single failures between answers', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (failing) => {
        const inputs = failing.flatMap((fails) => (fails ? [timeOut, answered(200)] : [answered(200)]));
        expect(told(inputs, 100).circuit).toBe('closed');
      }),
    );
  });

  it('is tried again within 5 s, however often it has failed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(refused, timeOut, due), { maxLength: 60 }), (inputs) => {
        const facts = told(inputs, 700);
        const now = start + 700 * inputs.length;
        if (facts.circuit === 'open') expect(next(facts, due, now + 5_000).circuit).toBe('half-open');
      }),
    );
  });

  it('changes nothing that it was given', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { all } = tell(story);
        const copies = structuredClone(all);
        for (const facts of all) for (const input of [answered(200), refused, timeOut, due]) next(facts, input, start);
        expect(all).toEqual(copies);
      }),
    );
  });
});

describe('the active server', () => {
  const active = told([answered(200)]);
  const backup = told([answered(503)]);
  const gone = told([refused]);
  const fresh = unasked(start);

  it('is the one that says so', () => {
    expect(activeOf([backup, active], 0)).toBe(1);
    expect(activeOf([gone, active], 0)).toBe(1);
    expect(activeOf([fresh, active], 0)).toBe(1);
    expect(activeOf([gone, fresh], 0)).toBe(1);
  });

  it('does not change while it works, though both say so', () => {
    expect(activeOf([active, active], 0)).toBe(0);
    expect(activeOf([active, active], 1)).toBe(1);
  });

  it('stays the same while there is none', () => {
    expect(activeOf([gone, backup], 0)).toBe(0);
    expect(activeOf([backup, backup], 1)).toBe(1);
    expect(activeOf([gone, gone], 1)).toBe(1);
  });

  it('is asked first, backups last, and those that are gone not at all', () => {
    expect(orderOf([active, active], 1)).toEqual([1, 0]);
    expect(orderOf([backup, active], 1)).toEqual([1, 0]);
    expect(orderOf([backup, fresh], 0)).toEqual([1, 0]);
    expect(orderOf([gone, backup], 0)).toEqual([1]);
    expect(orderOf([gone, gone], 0)).toEqual([]);
  });

  it('is always one that can be, when there is such', () => {
    const any = fc.constantFrom(active, backup, gone, fresh);
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 2 }), fc.nat(1), (servers, current) => {
        const chosen = activeOf(servers, Math.min(current, servers.length - 1));
        const order = orderOf(servers, chosen);
        if (servers.includes(active)) expect(servers[chosen]).toBe(active);
        if (servers.includes(active) || servers.includes(fresh)) expect(order[0]).toBe(chosen);
        expect([...order].sort()).toEqual([...servers.keys()].filter((index) => servers[index] !== gone));
      }),
    );
  });
});
