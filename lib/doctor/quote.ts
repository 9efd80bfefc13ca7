/** Characters of a foreign text that are shown. */
export const MAX_QUOTED = 200;

/** Control characters (terminal escapes among them), halves of surrogate pairs, and what reverses or hides text. */
const unprintable = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/** A foreign text made fit to be printed: on one line, without control characters, at most 200 characters. */
export function quote(text: string): string {
  // What is far beyond the limit need not be looked at.
  const line = printable(text.slice(0, MAX_QUOTED * 20));
  const characters = [...line];
  return characters.length > MAX_QUOTED ? `${characters.slice(0, MAX_QUOTED - 1).join('')}…` : line;
}

/** The same without the limit, for sentences that are put together here. */
export function printable(text: string): string {
  return text.replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
}
