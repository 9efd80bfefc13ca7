import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erasedBody } from '../../lib/interactions/erased.ts';
import type { InteractionEvent, NewEvent, QueueRef } from '../../lib/interactions/events.ts';
import { begin, evolve, fold, type Interaction, isVisible } from '../../lib/interactions/interaction.ts';

const support: QueueRef = { type: 'Workgroup', id: 's'.repeat(22), name: 'Support' };
const sales: QueueRef = { type: 'Workgroup', id: 'm'.repeat(22), name: 'Marketing' };
const agent = 'u'.repeat(22);
const started: NewEvent = {
  type: 'started',
  body: { kind: 'chat', queue: support, name: 'Ann', language: 'en-us', chatDigest: 'c', participantDigest: 'p' },
};

function numbered(events: readonly NewEvent[]): InteractionEvent[] {
  return events.map((event, index) => ({ ...event, seq: index + 1, at: 1000 + index * 10 }));
}

function stateAfter(...events: NewEvent[]): Interaction {
  return fold('1000000001', undefined, numbered([started, ...events])) as Interaction;
}

const state = (body: Extract<NewEvent, { type: 'state' }>['body']): NewEvent => ({ type: 'state', body });
const party = (body: Extract<NewEvent, { type: 'party' }>['body']): NewEvent => ({ type: 'party', body });
const said = (who: number, text: string, clientMessageId?: string): NewEvent => ({
  type: 'text',
  body: clientMessageId === undefined ? { party: who, text } : { party: who, text, clientMessageId },
});

describe('an interaction whose visitor is erased', () => {
  it('is the same whether the state was changed or the events are read anew', () => {
    const callback = { number: '123456789', telephone: '+4930', typed: '030', email: 'a@b.cc', subject: 'Lamp' };
    const begun: NewEvent = {
      type: 'started',
      body: {
        ...{ kind: 'callback', queue: support, name: 'Ann', individual: 'i', address: '::1', caller: '::' },
        ...{ attributes: { a: 'b' }, chatDigest: 'c', participantDigest: 'p', callback },
      },
    };
    const events = numbered([
      begun,
      party({ party: 0, kind: 'visitor', name: 'Ann', state: 'active' }),
      party({ party: 2, kind: 'agent', name: 'Bob', user: agent, state: 'active' }),
      said(0, 'I am Ann', 'm1'),
      said(2, 'Hello Ann', 'm2'),
      { type: 'attempt', body: { attempt: 1, user: agent, step: 'complete', note: 'Ann is nice' } },
      { type: 'note', body: { user: agent, text: 'Ann again' } },
      state({ state: 'Disconnected', end: 'System' }),
    ]);
    const erased = { type: 'erased' as const, body: { text: '[gone]' }, seq: events.length + 1, at: 9000 };
    const rewritten = events.map((event) => ({ ...event, body: erasedBody(event.type, event.body, '[gone]') }));
    const before = fold('1000000001', undefined, events) as Interaction;
    const anew = fold('1000000001', undefined, [...rewritten, erased] as InteractionEvent[]);
    expect(evolve(before, erased)).toEqual(anew);
    expect(JSON.stringify(rewritten) + JSON.stringify(anew)).not.toMatch(/Ann|Lamp|4930|a@b|"i"|::/);
    expect(anew).toMatchObject({ name: '[gone]', individual: null, end: 'System', queue: support });
  });
});

describe('an interaction', () => {
  it('begins as it was started', () => {
    expect(stateAfter()).toMatchObject({
      id: '1000000001',
      type: 'chat',
      version: 1,
      state: 'Initializing',
      startedAt: 1000,
      queue: support,
      name: 'Ann',
      language: 'en-us',
      individual: null,
      visible: 0,
      parties: [],
      endedAt: null,
      chatDigest: 'c',
      participantDigest: 'p',
    });
  });

  it('knows its parties, when they came and left', () => {
    const joined = [
      party({ party: 0, kind: 'visitor', name: 'Ann', state: 'active' }),
      party({ party: 2, kind: 'agent', name: 'Bob', user: agent, participantId: 'guid', state: 'alerting' }),
      party({ party: 2, state: 'active' }),
      party({ party: 2, state: 'disconnected', name: 'Robert' }),
    ];
    const { parties, visible } = stateAfter(...joined);
    expect(visible).toBe(4);
    expect(parties[0]).toMatchObject({ party: 0, kind: 'visitor', name: 'Ann', joinedAt: 1010, leftAt: null });
    expect(parties[1]).toEqual({
      party: 2,
      kind: 'agent',
      name: 'Robert',
      state: 'disconnected',
      user: agent,
      participantId: 'guid',
      joinedAt: 1030,
      leftAt: 1040,
    });
    const back = stateAfter(...joined, party({ party: 2, state: 'active' }));
    expect(back.parties[1]).toMatchObject({ joinedAt: 1030, leftAt: null });
  });

  it('goes from queue to agent and back', () => {
    const alerting = stateAfter(state({ state: 'Offering' }), state({ state: 'Alerting', user: agent }));
    expect(alerting).toMatchObject({ state: 'Alerting', user: agent, lastAttempted: null, answeredAt: null });
    const missed = evolve(alerting, {
      ...state({ state: 'Offering', user: null, reason: 'alert-timeout' }),
      seq: 4,
      at: 2000,
    } as InteractionEvent);
    expect(missed).toMatchObject({ state: 'Offering', user: null, lastAttempted: agent, stateSince: 2000 });
    const answered = evolve(missed, {
      ...state({ state: 'Connected', user: agent }),
      seq: 5,
      at: 3000,
    } as InteractionEvent);
    expect(answered).toMatchObject({ user: agent, lastAttempted: null, answeredAt: 3000 });
    const moved = evolve(answered, {
      ...state({ state: 'Offering', queue: sales, user: null, reason: 'transfer' }),
      seq: 6,
      at: 4000,
    } as InteractionEvent);
    expect(moved).toMatchObject({ queue: sales, user: null, lastAttempted: null, answeredAt: 3000 });
  });

  it('ends once, by whom it was ended first', () => {
    const ended = stateAfter(
      state({ state: 'Connected', user: agent }),
      state({ state: 'Disconnected', end: 'LocalDisconnect', reason: 'end' }),
      state({ state: 'Disconnected', end: 'RemoteDisconnect', reason: 'end' }),
    );
    expect(ended).toMatchObject({ endedAt: 1020, end: 'LocalDisconnect', user: agent, stateSince: 1020 });
  });

  it('remembers the newest texts with a client message id, and the newest text', () => {
    const texts = Array.from({ length: 20 }, (_, number) => said(number % 3, `t${number}`, `m${number}`));
    const { sent, lastText, visible } = stateAfter(...texts, said(1, 'without'));
    expect(sent).toHaveLength(16);
    expect(sent[0]).toEqual({ party: 1, clientMessageId: 'm4', seq: 6, visitorSeq: 4 });
    expect(sent.at(-1)).toEqual({ party: 1, clientMessageId: 'm19', seq: 21, visitorSeq: 19 });
    expect(lastText).toEqual({ party: 1, text: 'without', seq: 22, at: 1210 });
    expect(visible).toBe(21);
  });

  it('does not take a line of the system for the newest text', () => {
    const joined: NewEvent = { type: 'party', body: { party: 1, kind: 'system', name: 'CIC', state: 'active' } };
    expect(stateAfter(joined, said(0, 'hello'), said(1, 'somebody has left')).lastText?.text).toBe('hello');
  });

  it('counts what a newer version wrote, and refuses gaps', () => {
    const unknown = { type: 'future', body: {}, seq: 2, at: 1 } as unknown as InteractionEvent;
    expect(evolve(stateAfter(), unknown)).toEqual({ ...stateAfter(), version: 2 });
    expect(() => evolve(stateAfter(), { ...unknown, seq: 3 })).toThrow('does not follow');
    expect(() => begin('1', { ...said(0, 'x'), seq: 1, at: 1 } as InteractionEvent)).toThrow('begin');
  });

  it('shares the objects of queues among interactions', () => {
    const copy = () => JSON.parse(JSON.stringify(numbered([started, state({ state: 'Offering', queue: sales })])));
    const [one, two] = [fold('1', undefined, copy()), fold('2', undefined, copy())];
    expect(one?.queue).toBe(two?.queue);
  });
});

const anyState = fc.record(
  {
    state: fc.constantFrom('Offering', 'Alerting', 'Connected', 'Held', 'Disconnected'),
    queue: fc.constantFrom(support, sales),
    user: fc.constantFrom(null, agent),
    end: fc.constantFrom('LocalDisconnect', 'System'),
  },
  { requiredKeys: ['state'] },
);
const anyParty = fc.record(
  {
    party: fc.nat({ max: 4 }),
    state: fc.constantFrom('alerting', 'active', 'held', 'disconnected'),
    kind: fc.constantFrom('visitor', 'system', 'agent'),
    name: fc.string({ unit: 'binary', maxLength: 8 }),
    user: fc.constant(agent),
  },
  { requiredKeys: ['party', 'state'] },
);
const anyText = fc.record(
  { party: fc.nat({ max: 4 }), text: fc.string({ unit: 'binary' }), clientMessageId: fc.string({ maxLength: 4 }) },
  { requiredKeys: ['party', 'text'] },
);
const anyEvent = fc.oneof(
  anyState.map((body) => ({ type: 'state', body }) as NewEvent),
  anyParty.map((body) => ({ type: 'party', body }) as NewEvent),
  anyText.map((body) => ({ type: 'text', body }) as NewEvent),
);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

describe('any interaction', () => {
  it('is the fold of its events: pure, the same after storage, in parts as in one go', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat({ max: 30 }), (events, cut) => {
        const all = deepFreeze(numbered([started, ...events]));
        const states: Interaction[] = [];
        let state: Interaction | undefined;
        for (const event of all) {
          state = deepFreeze(state ? evolve(state, event) : begin('1', event));
          states.push(state);
        }
        const whole = fold('1', undefined, JSON.parse(JSON.stringify(all)));
        expect(whole).toEqual(state);
        expect(fold('1', fold('1', undefined, all.slice(0, cut)), all.slice(cut))).toEqual(state);
        expect(state?.version).toBe(all.length);
        expect(state?.visible).toBe(all.filter((event) => isVisible(event.type)).length);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what is decided once: its end, its answer, the number of parties', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        let before = begin('1', numbered([started])[0] as InteractionEvent);
        for (const event of numbered([started, ...events]).slice(1)) {
          const state = evolve(before, event);
          if (before.endedAt !== null) expect([state.endedAt, state.end]).toEqual([before.endedAt, before.end]);
          if (before.answeredAt !== null) expect(state.answeredAt).toBe(before.answeredAt);
          expect(state.parties.length - before.parties.length).toBeGreaterThanOrEqual(0);
          expect(new Set(state.parties.map((one) => one.party)).size).toBe(state.parties.length);
          expect(state.sent.length).toBeLessThanOrEqual(16);
          before = state;
        }
      }),
      { numRuns: 300 },
    );
  });
});
