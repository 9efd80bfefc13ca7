import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  messageBody,
  readAfter,
  readBody,
  readBodyAs,
  readId,
  signOutBody,
  typingBody,
} from '../../lib/console/bodies.ts';
import { resumePosition } from '../../lib/console/resume.ts';
import { IwtError } from '../../lib/errors.ts';
import { MAX_MESSAGE } from '../../lib/wire/limits.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof IwtError) return error.code;
    throw error;
  }
  return 'fine';
}

const schemas = [messageBody, typingBody, readBody, signOutBody];

describe('bodies of the agent API', () => {
  it('are taken when they are right', () => {
    expect(readBodyAs(messageBody, { text: 'a', clientMessageId: 'x', other: 1 })).toEqual({
      text: 'a',
      clientMessageId: 'x',
    });
    expect(readBodyAs(typingBody, { typing: false })).toEqual({ typing: false });
    expect(readBodyAs(readBody, { seq: 0 })).toEqual({ seq: 0 });
    expect(readBodyAs(signOutBody, undefined)).toEqual({});
  });

  it('are refused with a code when they are not', () => {
    expect(codeOf(() => readBodyAs(messageBody, undefined))).toBe('request.missing-data');
    expect(codeOf(() => readBodyAs(messageBody, {}))).toBe('request.missing-data');
    const wrong: unknown[] = [
      { text: '' },
      { text: 1 },
      { text: null },
      { text: ['a'] },
      [],
      'text',
      1,
      true,
      { text: { a: 1 } },
    ];
    for (const body of wrong)
      expect(codeOf(() => readBodyAs(messageBody, body))).toMatch(/^request\.(invalid|missing-data)$/);
    expect(codeOf(() => readBodyAs(messageBody, { text: 'a'.repeat(MAX_MESSAGE + 1) }))).toBe('request.invalid');
    expect(codeOf(() => readBodyAs(messageBody, { text: 'a', clientMessageId: 'a'.repeat(65) }))).toBe(
      'request.invalid',
    );
    for (const seq of [-1, 1.5, '1', Number.NaN, 2 ** 60]) {
      expect(codeOf(() => readBodyAs(readBody, { seq }))).toBe('request.invalid');
    }
  });

  it('raise nothing but errors with a code, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (body) => {
        for (const schema of schemas) codeOf(() => readBodyAs<unknown>(schema, body));
      }),
    );
  });

  it('name interactions by ten digits only', () => {
    expect(readId('2001000001')).toBe('2001000001');
    for (const id of ['', '1', '20010000011', '200100000a', '../0000000', undefined, '２００１００００００']) {
      expect(codeOf(() => readId(id))).toBe('interaction.unknown');
    }
    expect(readAfter(undefined)).toBeUndefined();
    expect(readAfter('12')).toBe(12);
    for (const after of ['', '-1', '1.5', '1e3', 'x', '9'.repeat(30)])
      expect(codeOf(() => readAfter(after))).toBe('request.invalid');
  });

  it('resume only where the journal can continue', () => {
    expect(resumePosition('10', 20)).toBe(10);
    expect(resumePosition('20', 20)).toBe(20);
    for (const id of ['', '21', '-1', 'x', '1e1', '9'.repeat(40)]) expect(resumePosition(id, 20)).toBeUndefined();
    expect(resumePosition('1', 1_000_000)).toBeUndefined();
  });
});
