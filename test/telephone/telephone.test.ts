import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { example, formatTelephone, isRegion, parseTelephone } from '../../lib/telephone/telephone.ts';

function refusal(typed: string, region = 'US'): IwtError {
  try {
    parseTelephone(typed, region);
  } catch (error) {
    if (error instanceof IwtError) return error;
    throw error;
  }
  throw new Error(`"${typed}" was taken.`);
}

const zeros: number[] = [];
for (let code = 0x80, run = 0; code < 0x20000; code += 1) {
  const digit = /^\p{Nd}$/u.test(String.fromCodePoint(code));
  if (digit && run % 10 === 0) zeros.push(code);
  run = digit ? run + 1 : 0;
}

describe('A telephone number', () => {
  it.each([
    ['(201) 555-0123', 'US', '+12015550123'],
    ['1-201-555-0123', 'US', '+12015550123'],
    ['201.555.0123', 'US', '+12015550123'],
    ['+49 (0)30 / 90 18-20', 'US', '+4930901820'],
    ['011 49 30 901820', 'US', '+4930901820'],
    ['030/901820', 'DE', '+4930901820'],
    ['0049 30 901820', 'DE', '+4930901820'],
    ['06 1234 5678', 'IT', '+390612345678'],
    ['tel:+49-30-901820', 'US', '+4930901820'],
    ['\u202d+1\u00a0201‑555‑0123\u202c', 'DE', '+12015550123'],
    ['＋４９　３０　９０１８２０', 'US', '+4930901820'],
    [' +49\t30\r\n901820 ', 'US', '+4930901820'],
    ['0800 1234567', 'DE', '+498001234567'],
    ['+800 1234 5678', 'US', '+80012345678'],
  ])('%j, typed in %s, is read', (typed, region, e164) => {
    expect(parseTelephone(typed, region)).toEqual({ e164 });
  });

  it('may have an extension', () => {
    for (const typed of [
      '201 555 0123 x77',
      '201-555-0123 ext. 77',
      '+12015550123;ext=77',
      'tel:+1-201-555-0123;ext=77',
    ])
      expect(parseTelephone(typed, 'US')).toEqual({ e164: '+12015550123', extension: '77' });
  });

  it('may be typed in the digits of any script', () => {
    expect(zeros.length).toBeGreaterThan(50);
    for (const zero of zeros) {
      const typed = [...'2015550123'].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
      expect(parseTelephone(typed, 'US')).toEqual({ e164: '+12015550123' });
    }
  });

  it.each([
    '',
    ' ',
    '+',
    'call me',
    '555-1234',
    '201 555 0123 or 201 555 0124',
    '+1 201 555 01234',
    '000 000 0000',
    '1',
    '\0',
  ])('%j is refused as none', (typed) => {
    expect(refusal(typed)).toMatchObject({ code: 'telephone.invalid', status: 400, details: { problem: 'number' } });
  });

  it.each([
    ['911', 'US'],
    ['988', 'US'],
    ['+1 911', 'DE'],
    ['112', 'DE'],
    ['110', 'DE'],
    ['+49 112', 'US'],
    ['999', 'GB'],
    ['000', 'AU'],
    ['118 000', 'FR'],
  ])('%j in %s is too short to be anybody’s', (typed, region) => {
    expect(refusal(typed, region).details).toMatchObject({ problem: 'number' });
  });

  it.each([
    ['900 555 1234', 'US'],
    ['+1 900 555 1234', 'DE'],
    ['0900 1234567', 'DE'],
    ['+44 9012 345678', 'US'],
    ['0899 123456', 'FR'],
    ['01805 123456', 'DE'],
    ['070 1234 5678', 'GB'],
    ['+979 123456789', 'US'],
    ['+881 6 12345678', 'US'],
    ['+870 772 001234', 'US'],
  ])('%j in %s is refused because it costs extra', (typed, region) => {
    expect(refusal(typed, region)).toMatchObject({ code: 'telephone.invalid', details: { problem: 'cost' } });
  });

  it('is refused with words that say how to write it, with an example of the region', () => {
    expect(refusal('12', 'US').message).toBe(
      'There is no such telephone number. Write it with its area code, such as (201) 555-0123, or with + and the country code, such as +1 201 555 0123.',
    );
    expect(refusal('12', 'DE').details).toMatchObject({ field: 'telephone', example: '01512 3456789' });
  });

  it('is read up to 255 characters', () => {
    expect(parseTelephone(`2015550123${' '.repeat(245)}`, 'US').e164).toBe('+12015550123');
    expect(refusal(`2015550123${' '.repeat(246)}`).details).toMatchObject({ problem: 'number' });
  });

  it('is read or refused, whatever is typed, and stays the same when read again', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...'0123456789+-()./ ,;#xX~*', 'ext', ';ext=', '\u202e'),
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom(...getCountries()), (text, region) => {
        try {
          const { e164, extension } = parseTelephone(text, region);
          expect(e164).toMatch(/^\+[1-9]\d{4,14}$/);
          if (extension !== undefined) expect(extension).toMatch(/^\d{1,20}$/);
          expect(parseTelephone(e164, region)).toEqual({ e164 });
          expect(parseTelephone(formatTelephone(e164, region), region)).toEqual({ e164 });
        } catch (error) {
          expect(error).toMatchObject({ code: 'telephone.invalid' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('For people a number is written', () => {
  it('the national way in its own country, the international way elsewhere', () => {
    expect(formatTelephone('+12015550123', 'US')).toBe('(201) 555-0123');
    expect(formatTelephone('+12015550123', 'DE')).toBe('+1 201 555 0123');
    expect(formatTelephone('+15062345678', 'US')).toBe('+1 506 234 5678');
  });

  it('as it is when it is none', () => {
    expect(formatTelephone('unknown', 'US')).toBe('unknown');
    expect(formatTelephone('', 'US')).toBe('');
  });

  it('as an example that is a number there, in every region', () => {
    expect(example('US')).toBe('(201) 555-0123');
    for (const region of getCountries()) {
      expect(isRegion(region)).toBe(true);
      const { e164 } = parseTelephone(example(region), region);
      expect(parseTelephone(formatTelephone(e164, region), region)).toEqual({ e164 });
    }
    expect(isRegion('us')).toBe(false);
    expect(isRegion('XX')).toBe(false);
  });
});
