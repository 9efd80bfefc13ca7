import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterBody } from '../../lib/administration/parameter-body.ts';
import type { Declaration } from '../../lib/params/declaration.ts';
import { declarations, type ParameterName, parameterNames } from '../../lib/params/declarations.ts';
import { readValue } from '../../lib/params/value.ts';
import { problemOf, readAs } from '../../views/admin/check.ts';
import { everything, fits, groupsOf } from '../../views/admin/filter.ts';
import type { Parameter } from '../../views/admin/wire.ts';

const show = (name: ParameterName, declaration: Declaration = declarations[name]): Parameter =>
  JSON.parse(
    JSON.stringify(parameterBody({ name, declaration, value: declaration.default, changedAt: null, changedBy: null })),
  );
const all = parameterNames.map((name) => show(name));

const typed = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.integer({ min: -10, max: 2_000_000 }).map(String),
  fc.constantFrom('', ' ', ' 7 ', '7.0', '1e3', '-0', '٣', '0x10', 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(2001)),
);

describe('the page and the server agree on what may be entered', () => {
  it.each(parameterNames)('%s', (name) => {
    const { check: _, ...declaration } = declarations[name] as Declaration & { check?: unknown };
    const parameter = show(name, declaration as Declaration);
    fc.assert(
      fc.property(typed, (text) => {
        const read = readValue(declaration as Declaration, text);
        expect(problemOf(parameter, text) !== undefined).toBe('wrong' in read);
        if ('value' in read) expect(readAs(parameter, text)).toEqual(read.value);
      }),
      { seed: Number(process.env.IWT_TEST_SEED) },
    );
  });
});

describe('what the page finds', () => {
  const found = (view: Partial<typeof everything>) =>
    all.filter((one) => fits(one, { ...everything, ...view })).map(({ name }) => name);

  it('has every word in its name or help, in any letter case', () => {
    expect(found({ search: 'pollfreq' })).toEqual(['MaxPollFrequency']);
    expect(found({ search: '  TWO  polls ' })).toEqual(['MaxPollFrequency']);
    expect(found({ search: '(*[' })).toEqual([]);
    expect(found({})).toEqual(all.map(({ name }) => name));
  });

  it('belongs to the group, and differs from its default', () => {
    expect(found({ group: 'Polling' })).toEqual(['MaxPollFrequency']);
    expect(found({ group: 'Nonsense' })).toEqual([]);
    expect(found({ changed: true })).toEqual([]);
    expect(fits({ ...all[0], value: 'another' } as Parameter, { ...everything, changed: true })).toBe(true);
  });

  it('stands under the headings of the manual, each parameter once', () => {
    const groups = groupsOf(all);
    expect(groups[0]?.name).toBe('Messages');
    expect(groups.flatMap(({ parameters }) => parameters.map(({ name }) => name)).sort()).toEqual(
      [...parameterNames].sort(),
    );
  });
});
