import { describe, expect, it, onTestFinished } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { createSkills, type RoutingRequest, readRoutingContexts } from '../../lib/skills/skills.ts';
import { testClock } from '../support/clock.ts';
import { silentLog, sqliteDatabase } from '../support/databases.ts';

const queue = { type: 'Workgroup', id: 'w', name: 'Support' } as const;
const by = 'test';

/** The manual's example, and a table of one's own. */
async function room() {
  const database = await sqliteDatabase();
  onTestFinished(() => database.drop());
  const warnings: object[] = [];
  const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
  const clock = testClock();
  const runtime = { clock, ids: systemIds, log };
  const skills = createSkills({ database, runtime, audit: createAudit({ database, runtime }) });
  for (const name of ['CIC', 'en', 'south']) await skills.add(name, by);
  await skills.map('ININ_Product', { external: 'Customer Interaction Center', skill: 'CIC', minimum: 1 }, by);
  await skills.map('ININ_Language', { external: 'English', skill: 'en', minimum: 40 }, by);
  await skills.addTable('Regions', 'Region', by);
  await skills.map('Regions', { external: 'Bavaria', skill: 'south', minimum: 1 }, by);
  const idOf = async (name: string): Promise<string> =>
    (await database.knex('iwt_skill').where({ name }).first('id')).id;
  const asked = (contexts: RoutingRequest['contexts']): RoutingRequest => {
    return { type: 'chat', queue, contexts, attributes: {}, language: 'de' };
  };
  const names = async (contexts: RoutingRequest['contexts']) => {
    const { routing } = await skills.route(asked(contexts));
    return routing?.skills.map(({ name, minimum }) => `${name} ${minimum}`) ?? [];
  };
  return { skills, warnings, clock, idOf, asked, names };
}

const product = { category: 'Product', context: 'Customer Interaction Center' };
const language = { category: 'Language', context: 'English' };

describe('routing contexts', () => {
  it('become the skills that tables say, by external names in any letter case', async () => {
    const { skills, idOf, asked, names } = await room();
    expect(await skills.route(asked([product, language]))).toEqual({
      routing: {
        skills: [
          { skill: await idOf('CIC'), name: 'CIC', minimum: 1 },
          { skill: await idOf('en'), name: 'en', minimum: 40 },
        ],
      },
      attributes: { Eic_AcdSkillSet: 'CIC|en' },
    });
    expect(await names([{ category: 'pRODUCT', context: ' customer interaction CENTER ' }])).toEqual(['CIC 1']);
    expect(await names([{ category: 'Region', context: 'Bavaria' }])).toEqual(['south 1']);
  });

  it('that no table knows are logged and ignored, one by one', async () => {
    const { names, warnings } = await room();
    // The internal name is nobody's business.
    const unknown = { category: 'Product', context: 'CIC' };
    const nowhere = { category: 'Colour', context: 'Red' };
    expect(await names([unknown, language, nowhere])).toEqual(['en 40']);
    expect(warnings).toEqual([
      {
        ignored: [
          { ...unknown, why: 'no such row' },
          { ...nowhere, why: 'no table has this category' },
        ],
      },
    ]);
    expect(await names([unknown])).toEqual([]);
  });

  it('route nothing on the queue of one user, and without any nothing is asked', async () => {
    const { skills, asked } = await room();
    const mine = { ...asked([product]), queue: { type: 'User', id: 'u', name: 'Ann' } as const };
    expect(await skills.route(mine)).toEqual({ attributes: {} });
    expect(await skills.route(asked([]))).toEqual({ attributes: {} });
  });

  it('act as they stand in the tables now', async () => {
    const { skills, names } = await room();
    expect(await names([language])).toEqual(['en 40']);
    await skills.map('ININ_Language', { external: 'english', skill: 'en', minimum: 60 }, by);
    expect(await names([language])).toEqual(['en 60']);
    await skills.remove('en', by);
    expect(await names([language])).toEqual([]);
  });

  it('are kept as well-formed XML, whatever they say', () => {
    expect(readRoutingContexts([]).attributes).toEqual({});
    const { attributes, contexts } = readRoutingContexts([{ category: ']]>', context: '</Context>&\r\u0001\0' }]);
    expect(attributes).toEqual({
      RoutingContexts:
        '<?xml version="1.0" encoding="utf-8"?><RoutingContexts><RoutingContext><Context>&lt;/Context&gt;&amp;&#13;\ufffd</Context><Category>]]&gt;</Category></RoutingContext></RoutingContexts>',
    });
    expect(contexts).toEqual([{ category: ']]>', context: '</Context>&\r\u0001' }]);
    const many = Array.from({ length: 51 }, () => product);
    expect(() => readRoutingContexts(many)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    const long = Array.from({ length: 20 }, () => ({ category: 'x'.repeat(255), context: '' }));
    expect(() => readRoutingContexts(long)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});

describe('routing hooks', () => {
  it('replace what was parsed, and what was found', async () => {
    const { skills, idOf, asked, names } = await room();
    skills.hooks.CustomParseRoutingContexts = ({ contexts }) => [...contexts, language];
    expect(await names([product])).toEqual(['CIC 1', 'en 40']);
    const seen: string[] = [];
    skills.hooks.CustomACDGetSkills = async ({ skills: found, queue: { name }, language: tag }, lookUp) => {
      seen.push(`${name} ${tag} ${found.map((one) => one.name)}`);
      const region = await lookUp('regions', 'BAVARIA');
      return {
        skills: [{ skill: region?.name ?? '', minimum: 7, weights: { proficiency: 1, desire: 3 } }],
        priority: 90,
      };
    };
    expect(await skills.route(asked([product]))).toEqual({
      routing: {
        skills: [{ skill: await idOf('south'), name: 'south', minimum: 7, weights: { proficiency: 1, desire: 3 } }],
        priority: 90,
      },
      attributes: { Eic_AcdSkillSet: 'south' },
    });
    expect(seen).toEqual(['Support de CIC,en']);
    skills.hooks.CustomACDGetSkills = () => ({ priority: 70 });
    expect((await skills.route(asked([product]))).routing).toMatchObject({ priority: 70, skills: [{}, {}] });
    // Also for those who say nothing.
    delete skills.hooks.CustomParseRoutingContexts;
    expect(await skills.route(asked([]))).toEqual({ routing: { skills: [], priority: 70 }, attributes: {} });
    skills.hooks.CustomACDGetSkills = () => undefined;
    expect(await names([product])).toEqual(['CIC 1']);
  });

  it('that fail, or answer nonsense, are logged, and the defaults go on', async () => {
    const { skills, names, warnings } = await room();
    const answers: (() => never)[] = [
      () => {
        throw new Error('broken');
      },
      () => Promise.reject(new Error('broken')) as never,
      () => ({ skills: [{ skill: 'nobody knows it' }] }) as never,
      () => ({ skills: [{ skill: 'CIC', minimum: 101 }] }) as never,
      () => ({ skills: 7 }) as never,
      () => ({ priority: Number.NaN }) as never,
      () => 'nonsense' as never,
    ];
    for (const hook of answers) {
      skills.hooks.CustomACDGetSkills = hook;
      expect(await names([product])).toEqual(['CIC 1']);
    }
    expect(warnings).toHaveLength(6);
    delete skills.hooks.CustomACDGetSkills;
    for (const hook of [() => [{}], () => 'x', () => null]) {
      skills.hooks.CustomParseRoutingContexts = hook as never;
      expect(await names([product])).toEqual(['CIC 1']);
    }
    expect(warnings).toHaveLength(9);
  });

  it('that take longer than two seconds are not waited for', async () => {
    const { skills, names, warnings, clock } = await room();
    let asked = () => {};
    const called = new Promise<void>((resolve) => {
      asked = resolve;
    });
    skills.hooks.CustomACDGetSkills = () => {
      asked();
      return new Promise(() => {});
    };
    const answer = names([product]);
    await called;
    clock.advance(1_999);
    expect(warnings).toEqual([]);
    clock.advance(1);
    expect(await answer).toEqual(['CIC 1']);
    expect(warnings).toMatchObject([{ hook: 'CustomACDGetSkills' }]);
  });
});
