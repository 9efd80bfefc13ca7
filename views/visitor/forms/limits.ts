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

/** To whom the server offers what it has refused. */
const offers = [
  { who: 'none', text: 'offeredToNobody' },
  { who: 'authenticated', text: 'offeredWithAccount' },
  { who: 'anonymous', text: 'offeredWithoutAccount' },
] as const;

/** A failed call in one sentence or two, with its reference number where the server gave one. */
export function tellRefusal(
  texts: Texts,
  intro: string,
  reason: string,
  params: Readonly<Record<string, unknown>>,
): string {
  const { reference, access, retryAfter } = params;
  const offered = offers.find(({ who }) => who === access);
  const why = offered ? texts(offered.text) : texts.error(reason);
  const parts = [intro, typeof retryAfter === 'number' ? waitFor(texts, retryAfter) : why];
  if (typeof reference === 'string') parts.push(texts('reference', { reference }));
  return parts.filter(Boolean).join(' ');
}

/** How long to wait before another try, never less than the server says. */
function waitFor(texts: Texts, seconds: number): string {
  return seconds < 60 ? texts('tryAgainSoon') : texts.count('tryAgainMinutes', Math.ceil(seconds / 60));
}
