import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_NEEDS, needsOf, readNeeds } from '../../lib/interactions/needs.ts';
import { assign, busier, type Candidate, hasRoom, routedTypes, type Waiting } from '../../lib/queues/acd.ts';
import { assignBySkill, type SkillLine } from '../../lib/queues/by-skill.ts';
import { linesOf, nextRelaxation } from '../../lib/queues/skill-lines.ts';
import type { SkillWaiting } from '../../lib/queues/store-skills.ts';
import { qualifies } from '../../lib/skills/score.ts';

const now = 1_000_000_000;

const chat = (id: string, secondsWaited: number, lastAttempted: string | null = null): Waiting => ({
  id,
  type: 'chat',
  startedAt: now - secondsWaited * 1000,
  lastAttempted,
});

const agent = (user: string, secondsAvailable = 0, max = 4): Candidate => ({
  user,
  displayName: user,
  idleSince: now - secondsAvailable * 1000,
  load: 0,
  shares: {
    chat: { count: 0, max, utilization: 25 },
    callback: { count: 0, max: 1, utilization: 50 },
  },
});

const line = (items: readonly Waiting[], skill?: string, minimum = 1, priority = 50): SkillLine => ({
  type: 'chat',
  needs: skill === undefined ? [] : [{ skill, minimum }],
  priority,
  items,
});

type Skills = Readonly<Record<string, Readonly<Record<string, number>>>>;

const heldOf = (skills: Skills) =>
  new Map(
    Object.entries(skills).map(([user, has]) => [
      user,
      new Map(Object.entries(has).map(([skill, proficiency]) => [skill, { proficiency, desire: 0 }])),
    ]),
  );

const pairs = (lines: readonly SkillLine[], agents: readonly Candidate[], skills: Skills) =>
  assignBySkill(lines, agents, heldOf(skills), now).map(({ item, agent: { user } }) => `${item.id} ${user}`);

describe('assignment by skill', () => {
  it('gives the Windows question first to the agent who knows Windows better', () => {
    const lines = [line([chat('unix', 10)], 'UNIX'), line([chat('windows', 10)], 'Windows')];
    const held = new Map([
      [
        'ann',
        new Map([
          ['Windows', { proficiency: 70, desire: 100 }],
          ['UNIX', { proficiency: 50, desire: 50 }],
        ]),
      ],
    ]);
    const made = assignBySkill(lines, [agent('ann')], held, now);
    expect(made.map(({ item }) => item.id)).toEqual(['windows', 'unix']);
  });

  it('leaves out whoever is below a minimum, and lets nobody else wait for that', () => {
    const lines = [line([chat('hard', 900), chat('harder', 800)], 'law', 60), line([chat('easy', 1)])];
    expect(pairs(lines, [agent('ann')], { ann: { law: 59 } })).toEqual(['easy ann']);
    expect(pairs(lines, [agent('ann')], { ann: { law: 60 } })).toEqual(['hard ann', 'harder ann', 'easy ann']);
    expect(pairs(lines, [agent('ann')], {})).toEqual(['easy ann']);
  });

  it('weighs skill against waiting, both ways', () => {
    // A skill of 70 is worth 70 seconds of waiting.
    const young = line([chat('young', 10)], 'law');
    expect(pairs([young, line([chat('old', 79)])], [agent('ann')], { ann: { law: 70 } })[0]).toBe('young ann');
    expect(pairs([young, line([chat('old', 81)])], [agent('ann')], { ann: { law: 70 } })[0]).toBe('old ann');
    const skills = { ann: { law: 90 }, bob: { law: 20 } };
    expect(pairs([young], [agent('ann', 5), agent('bob', 74)], skills)).toEqual(['young ann']);
    expect(pairs([young], [agent('ann', 5), agent('bob', 76)], skills)).toEqual(['young bob']);
  });

  it('counts priority, fifty for everybody who has none', () => {
    const lines = [line([chat('plain', 40)]), line([chat('urgent', 10)], undefined, 0, 90)];
    expect(pairs(lines, [agent('ann')], {})).toEqual(['urgent ann', 'plain ann']);
    const hardly = [line([chat('plain', 40)]), line([chat('urgent', 10)], undefined, 0, 79)];
    expect(pairs(hardly, [agent('ann')], {})).toEqual(['plain ann', 'urgent ann']);
  });

  it('asks somebody else than the one who did not answer, if anybody else suits', () => {
    const lines = [line([chat('a', 10, 'ann')], 'law')];
    const agents = [agent('ann', 100), agent('bob', 1), agent('cid', 50)];
    expect(pairs(lines, agents, { ann: { law: 9 }, bob: { law: 9 } })).toEqual(['a bob']);
    expect(pairs(lines, agents, { ann: { law: 9 } })).toEqual(['a ann']);
  });

  it('keeps agents in turn while they are equally good', () => {
    const lines = [line([chat('a', 4), chat('b', 3), chat('c', 2), chat('d', 1)], 'law')];
    const skills = { ann: { law: 5 }, bob: { law: 5 } };
    expect(pairs(lines, [agent('ann', 1), agent('bob', 2)], skills)).toEqual(['a bob', 'b ann', 'c bob', 'd ann']);
  });
});

describe('the lines of a queue', () => {
  const waiting = (id: string, needs: string, queuedAt: number): SkillWaiting => ({
    ...chat(id, 0),
    needs,
    priority: 50,
    queuedAt,
  });

  it('drop skills that were removed, and minima after their time', () => {
    const bySkill = [waiting('new', 'law:60,gone:9', now - 999), waiting('old', 'law:60,gone:9', now - 1_000)];
    const parts = { plain: [chat('plain', 1)], bySkill, known: new Set(['law']), relaxAfter: 1_000 };
    expect(linesOf(parts, now).map(({ needs, items }) => [needs, items.map(({ id }) => id)])).toEqual([
      [[], ['plain']],
      [[{ skill: 'law', minimum: 60 }], ['new']],
      [[{ skill: 'law', minimum: 0 }], ['old']],
    ]);
    const head = (needs: string, nextQueued: number | null) => {
      return { type: 'chat', needs, priority: 50, oldest: 0, firstQueued: 0, nextQueued } as const;
    };
    expect(nextRelaxation([head('law:60', now - 9), head('tax:1', now - 99)], 100)).toBe(now + 1);
    expect(nextRelaxation([head('law:60', null), head('', now)], 100)).toBeUndefined();
  });

  it('write what is needed in one way, and read it back', () => {
    const figure = fc.integer({ min: 0, max: 100 });
    const weight = fc.integer({ min: -100, max: 100 });
    const need = fc.record(
      {
        skill: fc.string({ unit: fc.constantFrom(...'aZ09-_'), minLength: 22, maxLength: 22 }),
        minimum: figure,
        weights: fc.record({ proficiency: weight, desire: weight }),
      },
      { requiredKeys: ['skill', 'minimum'] },
    );
    const needs = fc.uniqueArray(need, { selector: (one) => one.skill, maxLength: MOST_NEEDS });
    fc.assert(
      fc.property(needs, (wanted) => {
        const text = needsOf(wanted);
        expect(needsOf([...wanted].reverse())).toBe(text);
        expect(needsOf(readNeeds(text))).toBe(text);
        expect(text.length).toBeLessThanOrEqual(600);
        expect(readNeeds(text).map(({ skill, minimum }) => `${skill} ${minimum}`)).toEqual(
          expect.arrayContaining(wanted.map(({ skill, minimum }) => `${skill} ${minimum}`)),
        );
      }),
    );
    expect(
      needsOf([
        { skill: 'b', minimum: 1, weights: { proficiency: 1, desire: 0 } },
        { skill: 'a', minimum: 40 },
      ]),
    ).toBe('a:40,b:1');
  });
});

const share = fc.record({ count: fc.nat(5), max: fc.nat(6), utilization: fc.integer({ min: 1, max: 60 }) });
const agents = fc.uniqueArray(
  fc
    .record({
      user: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      idleSince: fc.nat(50).map((seconds) => now - seconds * 1000),
      load: fc.nat(120),
      shares: fc.record({ chat: share, callback: share }),
    })
    .map((one): Candidate => ({ ...one, displayName: one.user })),
  { selector: (one) => one.user },
);
const line30 = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    type: fc.constantFrom(...routedTypes),
    startedAt: fc.nat(20).map((seconds) => now - seconds * 1000),
    lastAttempted: fc.option(fc.constantFrom('a', 'b', 'c')),
    needs: fc.constantFrom('', 'law:1', 'law:50', 'tax:30', 'law:20,tax:70'),
  }),
  { selector: (one) => one.id, maxLength: 30 },
);
const skills = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    fc.dictionary(fc.constantFrom('law', 'tax'), fc.integer({ min: 1, max: 100 })),
  )
  .map(heldOf);

function oldestFirst<T extends Waiting>(items: readonly T[]): T[] {
  return [...items].sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
}

function inLines(items: readonly (Waiting & { readonly needs: string })[]): SkillLine[] {
  const bySkill = oldestFirst(items).map((one) => ({ ...one, priority: 50, queuedAt: one.startedAt }));
  return linesOf({ plain: [], bySkill, known: new Set(['law', 'tax']), relaxAfter: null }, now);
}

describe('whatever waits and whoever is there, assignment by skill', () => {
  it('is the plain assignment where nothing needs a skill', () => {
    fc.assert(
      fc.property(line30, agents, skills, (items, people, held) => {
        const plain = items.map((one) => ({ ...one, needs: '' }));
        const told = (made: ReturnType<typeof assign>) => made.map(({ item, agent: { user } }) => `${item.id} ${user}`);
        expect(told(assignBySkill(inLines(plain), people, held, now))).toEqual(told(assign(plain, people)));
      }),
    );
  });

  it('keeps all limits and minima, and leaves nothing waiting that anybody suits', () => {
    fc.assert(
      fc.property(line30, agents, skills, (items, people, held) => {
        const made = assignBySkill(inLines(items), people, held, now);
        expect(new Set(made.map(({ item }) => item.id)).size).toBe(made.length);
        const needs = new Map(items.map((one) => [one.id, readNeeds(one.needs)]));
        const after = people.map((one) => {
          const his = made.filter((assignment) => assignment.agent.user === one.user);
          let busy = one;
          for (const { item } of his) {
            expect(hasRoom(busy, item.type)).toBe(true);
            expect(qualifies(held.get(one.user) ?? new Map(), needs.get(item.id) ?? [])).toBe(true);
            busy = busier(busy, item.type);
          }
          return busy;
        });
        const given = new Set(made.map(({ item }) => item.id));
        for (const left of items.filter(({ id }) => !given.has(id))) {
          for (const one of after) {
            const suits = qualifies(held.get(one.user) ?? new Map(), needs.get(left.id) ?? []);
            expect(suits && hasRoom(one, left.type)).toBe(false);
          }
        }
        // Of those that need the same, the older goes first.
        for (const same of inLines(items)) {
          const order = made.filter(({ item }) => same.items.some(({ id }) => id === item.id));
          const starts = order.map(({ item }) => item.startedAt);
          expect(starts).toEqual([...starts].sort((one, other) => one - other));
        }
      }),
    );
  });
});
