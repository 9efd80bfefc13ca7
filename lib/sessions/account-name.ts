/** Most characters of an account's name, in either world. */
export const longestName = 100;

/**
 * What two spellings of one account name have in common: letter case, width and spaces around do not count. Databases
 * disagree about these outside ASCII, so accounts are looked up by this key.
 */
export function accountKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** Control characters, and marks that turn the direction of writing: they would let one name look like another. */
export function hasUnreadable(text: string): boolean {
  return /[\p{Control}\p{Surrogate}\p{Line_Separator}\p{Paragraph_Separator}\p{Bidi_Control}\u200b\ufeff]/u.test(text);
}

/** Why a name cannot be an account's, or undefined. */
export function nameProblem(name: string): 'missing' | 'long' | 'unreadable' | undefined {
  if (name.trim() === '') return 'missing';
  if (name.length > longestName || accountKey(name).length > longestName) return 'long';
  return hasUnreadable(name) ? 'unreadable' : undefined;
}
