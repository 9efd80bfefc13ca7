import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, type Candidate, hasRoom, type Waiting } from '../../lib/queues/acd.ts';
import { estimatedWait } from '../../lib/queues/query.ts';

const chat = (id: string, startedAt: number, lastAttempted: string | null = null): Waiting => ({
  id,
  startedAt,
  lastAttempted,
});
const agent = (user: string, rest: Partial<Candidate> = {}): Candidate => ({
  user,
  displayName: user,
  idleSince: 0,
  chats: 0,
  maxChats: 4,
  load: 0,
  utilization: 25,
  ...rest,
});
const pairs = (waiting: readonly Waiting[], agents: readonly Candidate[]) =>
  assign(waiting, agents).map(({ chat: { id }, agent: { user } }) => `${id} ${user}`);

describe('assignment', () => {
  it('takes the oldest chat and the agent who has been idle longest', () => {
    const waiting = [chat('late', 30), chat('early', 10), chat('middle', 20)];
    const agents = [agent('new', { idleSince: 900 }), agent('old', { idleSince: 100 })];
    expect(pairs(waiting, agents)).toEqual(['early old', 'middle new', 'late old']);
  });

  it('counts percentages and numbers', () => {
    const waiting = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => chat(id, index));
    expect(assign(waiting, [agent('x')])).toHaveLength(4);
    expect(assign(waiting, [agent('x', { maxChats: 2 })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { maxChats: 9, utilization: 40 })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { maxChats: 9, utilization: 10, load: 75 })])).toHaveLength(2);
    expect(assign(waiting, [agent('x', { maxChats: 0 })])).toHaveLength(0);
    expect(assign(waiting, [agent('x', { load: 76 })])).toHaveLength(0);
  });

  it('tries somebody else than the agent who did not answer, if there is anybody', () => {
    const tried = [chat('a', 0, 'x')];
    expect(pairs(tried, [agent('x', { idleSince: 1 }), agent('y', { idleSince: 2 })])).toEqual(['a y']);
    expect(pairs(tried, [agent('x')])).toEqual(['a x']);
  });

  it('never goes above a limit, never assigns a chat twice, and leaves none waiting while anybody has room', () => {
    const candidates = fc.uniqueArray(
      fc.record({
        user: fc.string({ minLength: 1, maxLength: 3 }),
        displayName: fc.constant('x'),
        idleSince: fc.nat(50),
        chats: fc.nat(5),
        maxChats: fc.nat(6),
        load: fc.nat(120),
        utilization: fc.integer({ min: 1, max: 110 }),
      }),
      { selector: (one) => one.user, maxLength: 6 },
    );
    const waiting = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 3 }),
        startedAt: fc.nat(20),
        lastAttempted: fc.option(fc.string({ minLength: 1, maxLength: 3 })),
      }),
      { selector: (one) => one.id, maxLength: 30 },
    );
    fc.assert(
      fc.property(waiting, candidates, (chats, agents) => {
        const made = assign(chats, agents);
        const given = (user: string) => made.filter((one) => one.agent.user === user).length;
        expect(new Set(made.map((one) => one.chat.id)).size).toBe(made.length);
        for (const one of agents) {
          const count = given(one.user);
          const after = { ...one, chats: one.chats + count, load: one.load + count * one.utilization };
          if (count > 0) {
            expect(after.chats).toBeLessThanOrEqual(one.maxChats);
            expect(after.load).toBeLessThanOrEqual(100);
          }
          if (made.length < chats.length) expect(hasRoom(after)).toBe(false);
        }
        const assigned = made.map((one) => one.chat.startedAt);
        expect(assigned).toEqual([...assigned].sort((a, b) => a - b));
        const left = chats.filter((one) => !made.some(({ chat }) => chat.id === one.id));
        for (const one of left) for (const at of assigned) expect(at).toBeLessThanOrEqual(one.startedAt);
      }),
    );
  });
});

describe('the estimated wait', () => {
  it('is the average wait times the position of a newcomer, and unknown without observations', () => {
    expect(estimatedWait({ answered: 0, waitedMs: 0, waiting: 3 })).toBe(-1);
    expect(estimatedWait({ answered: 4, waitedMs: 80_000, waiting: 0 })).toBe(20);
    expect(estimatedWait({ answered: 4, waitedMs: 80_000, waiting: 2 })).toBe(60);
    expect(estimatedWait({ answered: 3, waitedMs: 1_000, waiting: 0 })).toBe(0);
  });
});
