import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PRIORITY } from '../../lib/interactions/needs.ts';
import { effective } from '../../lib/skills/held.ts';
import {
  agentScore,
  agentWeights,
  defaultSkillWeights,
  interactionScore,
  interactionWeights,
  qualifies,
  skillOf,
  skillValue,
} from '../../lib/skills/score.ts';

const needs = (skill: string, minimum = 1) => ({ skill, minimum });

describe('scores', () => {
  it('have the documented defaults', () => {
    expect(DEFAULT_PRIORITY).toBe(50);
    expect(defaultSkillWeights).toEqual({ proficiency: 1, desire: 0 });
    expect(interactionWeights).toEqual({ skill: 1, priority: 1, timeInQueue: 1, timeInSystem: 0 });
    expect(agentWeights).toEqual({ skill: 1, cost: 0, timeAvailable: 1, attributes: [0, 0, 0] });
  });

  it('bring the Windows question before the UNIX question to an agent who knows Windows better', () => {
    const held = new Map([
      ['Windows', { proficiency: 70, desire: 100 }],
      ['UNIX', { proficiency: 50, desire: 50 }],
    ]);
    const score = (skill: string) =>
      interactionScore({
        skill: skillOf(held, [needs(skill)]),
        priority: 50,
        secondsInQueue: 10,
        secondsInSystem: 10,
      });
    expect([score('Windows'), score('UNIX')]).toEqual([130, 110]);
    const both = { proficiency: 1, desire: 1 };
    expect(skillValue(held.get('Windows'), both)).toBe(85);
    expect(skillValue(held.get('UNIX'), both)).toBe(50);
  });

  it('divide by the absolute sum of the weights, and are 0 when there is none', () => {
    expect(skillValue({ proficiency: 60, desire: 20 }, { proficiency: 1, desire: 3 })).toBe(30);
    expect(skillValue({ proficiency: 60, desire: 20 }, { proficiency: -2, desire: 0 })).toBe(-60);
    expect(skillValue({ proficiency: 60, desire: 20 }, { proficiency: 1, desire: -1 })).toBe(0);
    expect(skillValue(undefined)).toBe(0);
    expect(skillOf(new Map(), [])).toBe(0);
  });

  it('of agents weigh skill, cost, time available and three attributes', () => {
    const facts = { skill: 40, cost: 7, secondsAvailable: 12, attributes: [1, 2, 3] } as const;
    expect(agentScore(facts)).toBe(52);
    const weights = { skill: 2, cost: -1, timeAvailable: 0.5, attributes: [1, 10, 100] } as const;
    expect(agentScore(facts, weights)).toBe(80 - 7 + 6 + 321);
  });
});

const figure = fc.integer({ min: 0, max: 100 });
const heldOne = fc.record({ proficiency: fc.integer({ min: 1, max: 100 }), desire: figure });
const skill = fc.constantFrom('a', 'b', 'c', 'd');
const heldSkills = fc.dictionary(skill, heldOne).map((record) => new Map(Object.entries(record)));
const positive = fc.record({ proficiency: fc.integer({ min: 1, max: 9 }), desire: fc.integer({ min: 0, max: 9 }) });
const required = fc.array(fc.record({ skill, minimum: figure, weights: fc.option(positive, { nil: undefined }) }), {
  maxLength: 4,
});

describe('whatever is required and whoever has it', () => {
  it('with weights that are not negative a skill is worth between 0 and 100, and never less when it gets better', () => {
    fc.assert(
      fc.property(heldSkills, required, skill, (held, needed, better) => {
        const value = skillOf(held, needed);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
        const raised = new Map(held).set(better, { proficiency: 100, desire: 100 });
        expect(skillOf(raised, needed)).toBeGreaterThanOrEqual(value - 1e-9);
      }),
    );
  });

  it('lower minima and more skill never shut anybody out', () => {
    fc.assert(
      fc.property(heldSkills, required, skill, (held, needed, better) => {
        const lower = needed.map((one) => ({ ...one, minimum: Math.floor(one.minimum / 2) }));
        const raised = new Map(held).set(better, { proficiency: 100, desire: 0 });
        if (!qualifies(held, needed)) return;
        expect(qualifies(held, lower)).toBe(true);
        expect(qualifies(raised, needed)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(heldSkills, required, (held, needed) => {
        expect(
          qualifies(
            held,
            needed.map((one) => ({ ...one, minimum: 0 })),
          ),
        ).toBe(true);
        for (const one of needed) {
          const has = held.get(one.skill)?.proficiency ?? 0;
          if (has < one.minimum) expect(qualifies(held, needed)).toBe(false);
        }
      }),
    );
  });

  it('own skills win over those of workgroups, of which the best counts in any order', () => {
    const given = fc.array(fc.record({ skill, proficiency: fc.integer({ min: 1, max: 100 }), desire: figure }));
    const own = fc.uniqueArray(fc.record({ skill, proficiency: fc.integer({ min: 1, max: 100 }), desire: figure }), {
      selector: (one) => one.skill,
    });
    fc.assert(
      fc.property(own, given, (mine, theirs) => {
        const held = effective(mine, theirs);
        expect(effective(mine, [...theirs].reverse())).toEqual(held);
        for (const { skill: name, ...values } of mine) expect(held.get(name)).toEqual(values);
        for (const { skill: name, proficiency } of theirs) {
          if (mine.some((one) => one.skill === name)) continue;
          expect(held.get(name)?.proficiency).toBeGreaterThanOrEqual(proficiency);
        }
      }),
    );
  });
});
