import type { Entry } from '../client/transcript.ts';

/** Lines as they are shown: days, lines of the system, and bubbles of one author within one minute. */
export type Block =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly entry: Entry;
      /** The line before it says the same time. */
      readonly near: boolean;
    }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly mine: boolean;
      readonly entries: readonly [Entry, ...Entry[]];
    };

const minuteOf = (entry: Entry): number => Math.floor(entry.at / 60_000);

/** `dayKey`: the same for two times of one day in the reader's zone. */
export function groupEntries(entries: readonly Entry[], dayKey: (at: number) => string): readonly Block[] {
  const blocks: Block[] = [];
  let day = '';
  for (const entry of entries) {
    const today = dayKey(entry.at);
    if (today !== day) blocks.push({ kind: 'day', key: `day-${today}-${entry.id}`, at: entry.at });
    day = today;
    const last = blocks.at(-1);
    if (entry.kind === 'system' || entry.kind === 'voicemail') {
      const near = last?.kind === 'line' && minuteOf(last.entry) === minuteOf(entry);
      blocks.push({ kind: 'line', key: entry.id, entry, near });
    } else if (last?.kind === 'group' && belongs(last.entries[0], entry)) {
      blocks[blocks.length - 1] = { ...last, entries: [...last.entries, entry] };
    } else {
      blocks.push({ kind: 'group', key: entry.id, mine: entry.mine, entries: [entry] });
    }
  }
  return blocks;
}

function belongs(first: Entry, next: Entry): boolean {
  const sameAuthor = first.mine ? next.mine : !next.mine && first.from === next.from;
  return sameAuthor && minuteOf(first) === minuteOf(next);
}
