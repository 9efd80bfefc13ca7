import { IwtError } from '../errors.ts';
import { accountKey, hasUnreadable } from '../sessions/account-name.ts';

/** A name as it is shown, and the key by which it is found: letter case, width and spaces around do not count. */
export interface Name {
  readonly text: string;
  readonly key: string;
}

/** Most characters; skills and tables fit their columns, and all of an interaction's skills one attribute. */
export const longest = { skill: 64, table: 64, category: 255, 'external name': 255 } as const;

export type Named = keyof typeof longest;

/** @throws IwtError `request.missing-data`, `request.invalid` with `details.field` */
export function readName(what: Named, given: string): Name {
  const text = given.trim();
  const key = accountKey(text);
  if (text === '') throw new IwtError('request.missing-data', `The ${what} needs a name.`, { field: what });
  if (text.length > longest[what] || key.length > longest[what]) {
    throw new IwtError('request.invalid', `The name of a ${what} has at most ${longest[what]} characters.`, {
      field: what,
    });
  }
  // The bar stands between the names of an interaction's skills.
  if (hasUnreadable(text) || (what === 'skill' && text.includes('|'))) {
    throw new IwtError('request.invalid', `The name of a ${what} holds a character that it cannot hold.`, {
      field: what,
    });
  }
  return { text, key };
}

/** A whole number in its range. @throws IwtError `request.invalid` with `details.field` */
export function checkRange(field: string, value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new IwtError('request.invalid', `The ${field} is a whole number from ${least} to ${most}.`, { field });
}
