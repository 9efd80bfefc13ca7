import type { Texts } from '../texts.ts';

/** Longest entries (handlers-and-site section 5.3), in characters. */
export const longest = { name: 128, username: 100, password: 64 } as const;

/** Fewest characters of a new password. */
export const shortestPassword = 8;

/** The first complaint about a value, or undefined. `missing`: what to say when it is empty; absent: it may be. */
export function complaint(texts: Texts, value: string, most: number, missing?: string): string | undefined {
  if (value.trim() === '') return missing;
  return [...value].length > most ? texts.count('tooLong', most) : undefined;
}

/** Leaves out fields without a complaint. */
export function collect(problems: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(problems).filter((entry): entry is [string, string] => !!entry[1]));
}

/** A failed call in one sentence or two, with its reference number where the server gave one. */
export function tellRefusal(
  texts: Texts,
  intro: string,
  reason: string,
  params: Readonly<Record<string, unknown>>,
): string {
  const { reference } = params;
  const parts = [intro, texts.error(reason)];
  if (typeof reference === 'string') parts.push(texts('reference', { reference }));
  return parts.filter(Boolean).join(' ');
}
