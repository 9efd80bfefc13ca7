import type { Entry } from '../wire.ts';

/** What the transcript shows, from top to bottom. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'system'; readonly key: string; readonly entry: Entry }
  | { readonly kind: 'bubbles'; readonly key: string; readonly author: Author; readonly entries: readonly Entry[] };

export interface Author {
  readonly name: string;
  readonly mine: boolean;
  readonly kind: 'visitor' | 'agent' | 'system';
}

/**
 * Entries as lines: a divider where the day changes, texts of one author in one minute as one group of bubbles, everything
 * else as a system line. `dayOf` names the reader's day of a time.
 */
export function linesOf(entries: readonly Entry[], dayOf: (at: string) => string): readonly Line[] {
  const lines: Line[] = [];
  let day = '';
  for (const entry of entries) {
    const today = dayOf(entry.at);
    if (today !== day) lines.push({ kind: 'day', key: `day-${today}`, at: entry.at });
    const last = today === day ? lines.at(-1) : undefined;
    day = today;
    if (!isSpoken(entry)) {
      if (entry.text) lines.push({ kind: 'system', key: keyOf(entry), entry });
    } else if (last?.kind === 'bubbles' && belongs(last, entry)) {
      lines[lines.length - 1] = { ...last, entries: [...last.entries, entry] };
    } else {
      lines.push({ kind: 'bubbles', key: keyOf(entry), author: authorOf(entry), entries: [entry] });
    }
  }
  return lines;
}

/** Whether a person said it. */
export function isSpoken(entry: Entry): boolean {
  return entry.kind === 'text' && entry.from !== null && entry.from.kind !== 'system';
}

/** The same before and after the server gave it a number. */
export function keyOf(entry: Entry): string {
  return entry.clientMessageId ? `m${entry.clientMessageId}` : `e${entry.seq}`;
}

function belongs(group: Extract<Line, { kind: 'bubbles' }>, entry: Entry): boolean {
  const { name, mine, kind } = authorOf(entry);
  const { author } = group;
  const same = author.mine ? mine : !mine && name === author.name && kind === author.kind;
  return same && minuteOf((group.entries[0] as Entry).at) === minuteOf(entry.at);
}

function authorOf(entry: Entry): Author {
  const from = entry.from ?? { name: '', mine: false, kind: 'system' as const };
  return { name: from.name, mine: from.mine, kind: from.kind };
}

/** ISO times in UTC share their minute up to the 16th character. */
function minuteOf(at: string): string {
  return at.slice(0, 16);
}
