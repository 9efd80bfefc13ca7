import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookiesOf } from '../../lib/handlers/cgi.ts';
import { bind, formOf, MAX_FIELDS, parseQuery, parseUrlencoded } from '../../lib/handlers/fields.ts';
import { parseForm } from '../../lib/handlers/form.ts';

/** Text with what matters in queries, more often than by chance. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '&',
      '=',
      '+',
      '%',
      '%2',
      '%41',
      '%C3%A4',
      '%ff',
      '%00',
      '%26',
      ';',
      '\0',
      '\r\n',
      '__proto__',
      'event',
    ),
    fc.string({ maxLength: 3, unit: 'binary' }),
  ),
  maxLength: 60,
});

describe('queries', () => {
  it('read as the URL Standard reads them, but for bare words', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const found = parseUrlencoded(text);
        expect(found.map(([name, value]) => [name, value])).toEqual([...new URLSearchParams(`&${text}`)]);
      }),
    );
  });

  it('keep every argument, in order, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 20 }), (pairs) => {
        const query = pairs.map(([name, value]) => `${form(name)}=${form(value)}`).join('&');
        const { commandLine } = parseQuery(query);
        expect(commandLine).toEqual(
          pairs.map(([name, value]) => `${name}=${value}`.replace(/\p{Surrogate}/gu, '\ufffd')),
        );
      }),
    );
  });

  it('never throw anything but a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { fields } = parseQuery(text);
        expect(fields.length).toBeLessThanOrEqual(MAX_FIELDS);
        formOf(fields);
      }),
    );
  });

  it('read bytes that were not escaped as UTF-8', () => {
    expect(parseQuery('a=\xc3\xa4&b=\xff').commandLine).toEqual(['a=ä', 'b=\ufffd']);
  });
});

describe('forms with boundaries', () => {
  it('never hang or crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom('--b', '--b--', '\r\n', '\n', 'Content-Disposition: form-data; name="a"', '; filename="x"'),
            fc.string({ maxLength: 10, unit: 'binary' }),
          ),
          { maxLength: 30 },
        ),
        async (parts) => {
          const read = Promise.resolve(parseForm({ text: parts.join('') }, 'multipart/form-data; boundary=b'));
          const fields = await read.catch((error) => {
            expect(error).toMatchObject({ name: 'IwtError' });
            return [];
          });
          for (const [name, value] of fields) expect([typeof name, typeof value]).toEqual(['string', 'string']);
        },
      ),
    );
  });
});

it('fields of hostile names are fields like others', () => {
  const bound = bind({ ['__proto__']: 'string', constructor: 'list' } as never, [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
  expect(Object.entries(bound)).toEqual([
    ['__proto__', 'x'],
    ['constructor', ['y']],
  ]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

it('cookies: the first of a name, decoded, and broken ones as they are', () => {
  const cookies = cookiesOf('a=1; b="two"; a=3; c=%C3%A4; d=%E0%A4%A; nothing; =x; __proto__=p');
  expect([...cookies]).toEqual([
    ['a', '1'],
    ['b', 'two'],
    ['c', 'ä'],
    ['d', '%E0%A4%A'],
    ['__proto__', 'p'],
  ]);
});

function form(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
