const dashes = /[\p{Pd}\u2212\u30fc]/gu;
const dots = /[\u00b7\u2022\u2219\u30fb]/gu;

/**
 * The number in plain characters: digits of any script become `0` to `9`, dashes, dots and spaces of any kind the plain
 * ones; invisible marks, which come along when a number is copied from a page, are left out, and so is `tel:`.
 */
export function plainNumber(typed: string): string {
  return typed
    .replace(/\p{Cf}/gu, '')
    .replace(/\s/g, ' ')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(dashes, '-')
    .replace(dots, '.')
    .replaceAll('\uff0b', '+')
    .trim()
    .replace(/^tel: */i, '');
}

/** Unicode keeps the ten digits of a script side by side, zero first, so the place in the run tells the value. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return code - 0x30;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}
