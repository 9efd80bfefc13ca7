import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { compile, type Template } from '../../lib/templates/templates.ts';
import { attacks, pages, soups, traps, values } from './generator.ts';
import { isHarmless, structureOf, tokensOf } from './structure.ts';

const runs = Number(process.env.IWT_TEMPLATE_RUNS ?? 150);

function compiled(source: string): Template | undefined {
  try {
    return compile(source, { name: 'fuzz.html' });
  } catch (error) {
    expect(error).toBeInstanceOf(IwtError);
    expect(error).toMatchObject({ code: 'template.invalid' });
    return undefined;
  }
}

const bound = (template: Template, given: readonly string[]) =>
  Object.fromEntries(template.fields.map((name, index) => [name, given[index % given.length] as string]));

/** The page with these values beside the page with a harmless word everywhere. */
function expectSameStructure(template: Template, given: readonly string[]): void {
  const page = template.render(bound(template, given));
  const plain = template.render(bound(template, ['x']));
  for (const scripting of [true, false]) {
    const [seen, wanted] = [structureOf(page, scripting), structureOf(plain, scripting)];
    expect(seen.tree).toBe(wanted.tree);
    const fine = wanted.addresses.every(isHarmless);
    if (fine) expect(seen.addresses.filter((address) => !isHarmless(address))).toEqual([]);
    expect(seen.scripts.map(tokensOf)).toEqual(wanted.scripts.map(tokensOf));
  }
}

test('no value changes the structure of a page', () => {
  let read = 0;
  let tried = 0;
  fc.assert(
    fc.property(pages, fc.array(values, { minLength: 1, maxLength: 6 }), (source, given) => {
      const template = compiled(source);
      tried++;
      if (!template) return;
      read++;
      expectSameStructure(template, given);
    }),
    { numRuns: runs },
  );
  expect(read / tried).toBeGreaterThan(0.5);
});

test('no value changes the structure of whatever is taken as a template', () => {
  fc.assert(
    fc.property(soups, fc.array(values, { minLength: 1, maxLength: 6 }), (source, given) => {
      const template = compiled(source);
      if (template) expectSameStructure(template, given);
    }),
    { numRuns: runs },
  );
});

test.each(traps)('%s is refused, or no value gets out', (source) => {
  const template = compiled(source);
  if (template) for (const value of attacks) expectSameStructure(template, [value]);
});

test('no value in a list changes the rows beside it', () => {
  fc.assert(
    fc.property(pages, fc.array(values, { minLength: 1, maxLength: 4 }), (source, given) => {
      const template = compiled(source);
      if (!template) return;
      const rendered = (each: readonly string[]) => {
        try {
          return template.render(Object.fromEntries(template.fields.map((name) => [name, each])));
        } catch (error) {
          expect(error).toMatchObject({
            code: 'template.invalid',
            message: expect.stringContaining('repeats do not nest'),
          });
          return undefined;
        }
      };
      const [page, plain] = [rendered(given), rendered(given.map(() => 'x'))];
      if (page === undefined || plain === undefined) return;
      for (const scripting of [true, false]) {
        expect(structureOf(page, scripting).tree).toBe(structureOf(plain, scripting).tree);
      }
    }),
    { numRuns: runs },
  );
});

test('whatever is compiled, nothing but an IwtError is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(soups), (text, pieces) => {
      compiled(pieces.join(text));
    }),
    { numRuns: runs },
  );
});
