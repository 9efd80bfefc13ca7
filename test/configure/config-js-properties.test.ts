import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteAnswers } from '../../views/config-file/answers.ts';
import { changeConfigJs, keys, MOST_CHARACTERS, readConfigJs } from '../../views/config-file/config-js.ts';
import { decode, encode } from '../../views/config-file/encoding.ts';

type Name = keyof SiteAnswers;
const names = Object.keys(keys) as Name[];

const target = fc.oneof(
  fc.constantFrom(
    'Marketing',
    'Ann\'s "team"',
    '</script>',
    '// no comment',
    '{',
    '\\',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a name.
    '`${x}`',
    "'",
    'a\u2028b',
    '販売',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text.trim() === text && text !== ''),
);
const targetType = fc.constantFrom<'Workgroup' | 'User'>('Workgroup', 'User');
const answers: fc.Arbitrary<SiteAnswers> = fc.record({
  servers: fc.constantFrom<1 | 2>(1, 2),
  secure: fc.boolean(),
  language: fc.constantFrom('en-us', 'de-ch', 'zh-hans', 'fr'),
  types: fc.constantFrom<SiteAnswers['types']>(['Chat', 'Callback'], ['Chat'], ['Callback']),
  chatTarget: target,
  chatTargetType: targetType,
  callbackTarget: target,
  callbackTargetType: targetType,
});

const wrappers: readonly (readonly [string, string])[] = [
  ['/*global ININ: true */\nININ.Web.Chat.Config =\n', ';\n'],
  ['define([], function () {\n return ', ';\n});'],
  ['define(', ');'],
  ['// { "ChatTarget": "old" }\nvar re = /[/\'"{]/, n = 4 / 2 / 1;\nININ.Web.Chat.Config = ', '\n/* } */'],
  ['\uFEFFwindow.ININ = {Web: {Chat: {Config: ', '}}}'],
];
const comment = fc.constantFrom('', ' ', '/* it\'s "{" */', " // don't }\n", '\n\t', '\r\n  ');
const others = fc.constantFrom(
  ...[
    '"ConfigVersion": 0',
    "'logo' : 'a.png'",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the file's.
    'more: {a: [1, "}"], "b": `{${"}"}`}',
    'f: function (x) { return x / 2; }',
  ],
  ...['r: /["{]/g', 'n: null', 'ternary: 1 ? {c: 2} : 3', 'big: 0x10', '"__proto__x": 1'],
);

/** A config.js as somebody may have written it, and what is in it. */
const file = fc
  .record({
    values: answers,
    wrapper: fc.constantFrom(...wrappers),
    order: fc.shuffledSubarray(names, { minLength: 1 }),
    extra: fc.array(others, { maxLength: 3 }),
    gaps: fc.array(comment, { minLength: 40, maxLength: 40 }),
    quotes: fc.array(fc.constantFrom('"', "'", ''), { minLength: 8, maxLength: 8 }),
    single: fc.boolean(),
    lower: fc.boolean(),
    trailing: fc.constantFrom('', ','),
  })
  .map(({ values, wrapper, order, extra, gaps, quotes, single, lower, trailing }) => {
    let gap = 0;
    const next = (): string => gaps[gap++ % gaps.length] as string;
    const string = (text: string): string => {
      const inner = JSON.stringify(text).slice(1, -1);
      return single ? `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : `"${inner}"`;
    };
    const source = (value: unknown): string => {
      if (typeof value === 'string') return string(value);
      if (!Array.isArray(value)) return JSON.stringify(value);
      const words = value.map((word: string) => string(lower ? word.toLowerCase() : word));
      return words.length === 1 && lower ? (words[0] as string) : `[${next()}${words.join(',')}${next()}]`;
    };
    const known = order.map((name, index) => {
      const quote = quotes[index] as string;
      return `${quote}${keys[name]}${quote}${next()}:${next()}${source(values[name])}`;
    });
    const properties = [...extra, ...known].map((property) => `${next()}${property}${next()}`);
    const text = `${wrapper[0]}{${properties.join(',')}${trailing}${next()}}${wrapper[1]}`;
    return { text, values, order, wrapper };
  });

/** The object as a browser has it after running the file, functions and expressions as their source. */
function run(text: string): Record<string, unknown> {
  let config: unknown;
  const define = (...given: unknown[]) => {
    const last = given.at(-1);
    config = typeof last === 'function' ? last() : last;
  };
  const ININ = { Web: { Chat: { Config: undefined as unknown } } };
  const window: { ININ?: typeof ININ } = {};
  runInNewContext(text.replace(/^\uFEFF/, ''), { define, ININ, window });
  config ??= window.ININ?.Web.Chat.Config ?? ININ.Web.Chat.Config;
  return JSON.parse(
    JSON.stringify(config, (_key, value) => (typeof value === 'function' ? String(value) : value)),
  ) as Record<string, unknown>;
}

const caseless = (value: unknown): unknown =>
  (Array.isArray(value) ? value : [value]).map((one) => String(one).toLowerCase());

describe('any config.js that somebody may have written', () => {
  it('is read as a browser reads it', () => {
    fc.assert(
      fc.property(file, ({ text, values, order }) => {
        const read = readConfigJs(text);
        if (!read.ok) throw new Error(JSON.stringify(read.problem));
        for (const name of order) expect(read.file.answers[name]).toEqual(values[name]);
      }),
      { numRuns: 400 },
    );
  });

  it('says what it should after a change, and nothing else has changed in it', () => {
    fc.assert(
      fc.property(file, answers, ({ text, order }, wanted) => {
        const read = readConfigJs(text);
        if (!read.ok) throw new Error(JSON.stringify(read.problem));
        const changed = changeConfigJs(read.file, wanted);
        const before = run(text);
        const after = run(changed);
        for (const name of names) {
          const key = keys[name];
          if (name === 'types' && key in after) expect(caseless(after[key])).toEqual(caseless(wanted[name]));
          else if (key in after) expect(after[key]).toEqual(wanted[name]);
          delete before[key];
          delete after[key];
        }
        expect(after).toEqual(before);
        // What remains when the values are taken out is the same text, but for keys that were added.
        const missing = names.some((name) => !order.includes(name));
        if (!missing) expect(withoutValues(changed)).toBe(withoutValues(text));
        const again = readConfigJs(changed);
        expect(again.ok && changeConfigJs(again.file, wanted)).toBe(changed);
        expect(again.ok && again.file.answers).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });
});

function withoutValues(text: string): string {
  const read = readConfigJs(text);
  if (!read.ok) throw new Error('not understood');
  const known: readonly string[] = Object.values(keys);
  return read.file.object.properties
    .filter(({ name }) => known.includes(name))
    .reduceRight((rest, { value }) => `${rest.slice(0, value.start)}…${rest.slice(value.end)}`, text);
}

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...[
      '"',
      "'",
      '`',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ':',
      ',',
      ';',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '\\',
      '\n',
      '\r',
      '\u2028',
    ],
    ...[
      '${',
      '=',
      '.',
      ' ',
      'ChatTarget',
      '"ChatTarget"',
      'Config',
      'return',
      '1',
      'é',
      '\uD800',
      '\u0000',
      '__proto__',
    ],
    ...['ININ.Web.Chat.Config = {', 'UseEncryption: true', 'ChatTarget: "A"', '};', '=>', '...', '?', '<!--'],
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
    fc.tuple(file, fc.nat(), fc.nat({ max: 20 }), pieces).map(([{ text }, at, length, piece]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + length);
    }),
  );

  it('is refused, or changed so that it says what it should', () => {
    fc.assert(
      fc.property(hostile, answers, (text, wanted) => {
        const read = readConfigJs(text);
        if (!read.ok) {
          expect(read.problem.line).toBeGreaterThan(0);
          return;
        }
        expect(changeConfigJs(read.file, {})).toBe(text);
        let changed: string;
        try {
          changed = changeConfigJs(read.file, wanted);
        } catch {
          return;
        }
        const again = readConfigJs(changed);
        expect(again.ok && again.file.answers).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ...[
      '{',
      '[',
      '(',
      '`${',
      '"\\',
      "'",
      '/*',
      '/',
      '=/[',
      '//',
      '\\',
      '{a:',
      '{"ChatTarget":',
      '},{',
      '`',
      '/a',
      '\r\n',
    ],
    ...[
      '{ChatTarget:1,',
      'a.ChatTarget=',
      '\uFEFF',
      ',',
      ';',
      ':',
      'ChatTarget:',
      '"",',
      '/**/',
      '{a:1,}',
      '[[],',
      '-/',
    ],
  ])('takes no longer for a file full of %j', (piece) => {
    const text = piece.repeat(Math.floor((MOST_CHARACTERS - 30) / piece.length));
    const sound = `${piece.includes('ChatTarget') ? '' : 'X = {ChatTarget: "A"};'}${text}`;
    // Only a pass whose work grows with the square of the length would reach the test's time limit.
    for (const each of [text, sound, `X = {ChatTarget: [${text}]}`]) readConfigJs(each);
  });
});

it('every encoding comes back byte for byte', () => {
  const encodings = fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be' as const);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), encodings, (text, encoding) => {
      fc.pre(!text.includes('\0') && !text.startsWith('\uFEFF'));
      const bytes = encode({ text, encoding });
      expect(decode(bytes)).toEqual({ text, encoding });
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const decoded = decode(bytes);
      if (decoded) expect(encode(decoded)).toEqual(bytes);
    }),
  );
  expect(decode(Buffer.from('ChatTarget: "M\xfcnchen"', 'latin1'))).toBeUndefined();
  expect(decode(Buffer.from([0, 0, 0]))).toBeUndefined();
});
