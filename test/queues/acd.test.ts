import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assign,
  busier,
  type Candidate,
  hasRoom,
  type RoutedType,
  routedTypes,
  type Share,
  type Waiting,
} from '../../lib/queues/acd.ts';
import { estimatedWait } from '../../lib/queues/query.ts';

const chat = (id: string, startedAt: number, lastAttempted: string | null = null): Waiting => ({
  id,
  type: 'chat',
  startedAt,
  lastAttempted,
});
const callback = (id: string, startedAt: number): Waiting => ({ ...chat(id, startedAt), type: 'callback' });

interface Made {
  readonly idleSince?: number;
  readonly load?: number;
  readonly chat?: Partial<Share>;
  readonly callback?: Partial<Share>;
}

const agent = (user: string, { idleSince = 0, load = 0, ...shares }: Made = {}): Candidate => ({
  user,
  displayName: user,
  idleSince,
  load,
  shares: {
    chat: { count: 0, max: 4, utilization: 25, ...shares.chat },
    callback: { count: 0, max: 1, utilization: 50, ...shares.callback },
  },
});
const pairs = (waiting: readonly Waiting[], agents: readonly Candidate[]) =>
  assign(waiting, agents).map(({ item: { id }, agent: { user } }) => `${id} ${user}`);

describe('assignment', () => {
  it('takes the oldest and the agent who has been idle longest', () => {
    const waiting = [chat('late', 30), chat('early', 10), callback('middle', 20)];
    const agents = [agent('new', { idleSince: 900 }), agent('old', { idleSince: 100 })];
    expect(pairs(waiting, agents)).toEqual(['early old', 'middle new', 'late old']);
  });

  it('counts percentages and numbers', () => {
    const waiting = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => chat(id, index));
    expect(assign(waiting, [agent('x')])).toHaveLength(4);
    expect(assign(waiting, [agent('x', { chat: { max: 2 } })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { chat: { max: 9, utilization: 40 } })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { chat: { max: 9, utilization: 10 }, load: 75 })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { chat: { max: 0 } })])).toHaveLength(0);
    expect(assign(waiting, [agent('x', { load: 76 })])).toHaveLength(0);
  });

  it('counts each type by its own number, and both by their percentages', () => {
    const mixed = [callback('p', 0), callback('q', 1), chat('a', 2), chat('b', 3), chat('c', 4)];
    expect(pairs(mixed, [agent('x')])).toEqual(['p x', 'a x', 'b x']);
    expect(pairs(mixed, [agent('x', { callback: { max: 2 } })])).toEqual(['p x', 'q x']);
    expect(pairs(mixed, [agent('x', { callback: { max: 0 } })])).toEqual(['a x', 'b x', 'c x']);
    expect(pairs(mixed, [agent('x', { callback: { count: 1 }, load: 50 })])).toEqual(['a x', 'b x']);
  });

  it('lets no type hold up the other', () => {
    const callbacks = Array.from({ length: 9 }, (_, index) => callback(`p${index}`, index));
    const chats = Array.from({ length: 9 }, (_, index) => chat(`c${index}`, index));
    expect(pairs([...callbacks, chat('late', 99)], [agent('x', { load: 75 })])).toEqual(['late x']);
    const busyWithChats = agent('x', { chat: { count: 1, max: 1 }, load: 25 });
    expect(pairs([...chats, callback('late', 99)], [busyWithChats])).toEqual(['late x']);
    // The one who has room for it gets it, wherever he stands in the line.
    const agents = [agent('chats', { load: 75 }), agent('callbacks', { idleSince: 9, chat: { max: 0 } })];
    expect(pairs([callback('p', 0), chat('c', 1)], agents)).toEqual(['p callbacks', 'c chats']);
  });

  it('tries somebody else than the agent who did not answer, if there is anybody with room', () => {
    const tried = [chat('a', 0, 'x')];
    expect(pairs(tried, [agent('x', { idleSince: 1 }), agent('y', { idleSince: 2 })])).toEqual(['a y']);
    expect(pairs(tried, [agent('x')])).toEqual(['a x']);
    expect(pairs(tried, [agent('x'), agent('y', { chat: { max: 0 } })])).toEqual(['a x']);
  });
});

const share = fc.record({ count: fc.nat(5), max: fc.nat(6), utilization: fc.integer({ min: 0, max: 110 }) });
const candidates = fc.uniqueArray(
  fc.record({
    user: fc.string({ minLength: 1, maxLength: 3 }),
    displayName: fc.constant('x'),
    idleSince: fc.nat(50),
    load: fc.nat(120),
    shares: fc.record({ chat: share, callback: share }),
  }),
  { selector: (one) => one.user, maxLength: 6 },
);
const line = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    type: fc.constantFrom(...routedTypes),
    startedAt: fc.nat(20),
    lastAttempted: fc.option(fc.string({ minLength: 1, maxLength: 3 })),
  }),
  { selector: (one) => one.id, maxLength: 30 },
);

describe('whatever waits and whoever is there, assignment', () => {
  it('never goes above a limit and never assigns anything twice', () => {
    fc.assert(
      fc.property(line, candidates, (waiting, agents) => {
        const made = assign(waiting, agents);
        expect(new Set(made.map(({ item }) => item.id)).size).toBe(made.length);
        for (const one of agents) {
          const { load, shares, given } = withMade(one, made);
          if (given > 0) expect(load).toBeLessThanOrEqual(100);
          for (const type of routedTypes) {
            const before = one.shares[type];
            if (shares[type].count > before.count) expect(shares[type].count).toBeLessThanOrEqual(before.max);
          }
        }
      }),
    );
  });

  it('leaves nothing waiting that anybody has room for, and passes nothing over for a younger one of its type', () => {
    fc.assert(
      fc.property(line, candidates, (waiting, agents) => {
        const made = assign(waiting, agents);
        const taken = new Set(made.map(({ item }) => item));
        for (const left of waiting.filter((item) => !taken.has(item))) {
          for (const one of agents) expect(hasRoom(withMade(one, made), left.type)).toBe(false);
          for (const { item } of made) {
            if (item.type === left.type) expect(item.startedAt).toBeLessThanOrEqual(left.startedAt);
          }
        }
        for (const type of [undefined, ...routedTypes]) {
          const order = made.filter(({ item }) => type === undefined || item.type === type);
          const starts = order.map(({ item }) => item.startedAt);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('starves no type: as agents finish, everything is assigned that anybody may ever take', () => {
    fc.assert(
      fc.property(line, candidates, (waiting, agents) => {
        const fresh = agents.map((one) => ({ ...one, load: 0, shares: emptied(one.shares) }));
        const takers = (type: RoutedType) => fresh.some((one) => hasRoom(one, type));
        let left: readonly Waiting[] = waiting;
        for (let round = 0; round < waiting.length; round++) {
          const made = new Set(assign(left, fresh).map(({ item }) => item));
          left = left.filter((item) => !made.has(item));
        }
        expect(left.filter(({ type }) => takers(type))).toEqual([]);
      }),
    );
  });
});

function withMade(agent: Candidate, made: ReturnType<typeof assign>): Candidate & { readonly given: number } {
  const his = made.filter((one) => one.agent.user === agent.user);
  return { ...his.reduce((busy, { item }) => busier(busy, item.type), agent), given: his.length };
}

function emptied(shares: Candidate['shares']): Candidate['shares'] {
  return { chat: { ...shares.chat, count: 0 }, callback: { ...shares.callback, count: 0 } };
}

describe('the estimated wait', () => {
  it('is the average wait times the position of a newcomer, and unknown without observations', () => {
    expect(estimatedWait({ answered: 0, waitedMs: 0, waiting: 3 })).toBe(-1);
    expect(estimatedWait({ answered: 4, waitedMs: 80_000, waiting: 0 })).toBe(20);
    expect(estimatedWait({ answered: 4, waitedMs: 80_000, waiting: 2 })).toBe(60);
    expect(estimatedWait({ answered: 3, waitedMs: 1_000, waiting: 0 })).toBe(0);
  });
});
