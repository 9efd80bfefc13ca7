import { expect, test } from 'vitest';
import { groupEntries } from '../../views/visitor/chat/group.ts';
import type { Entry } from '../../views/visitor/client/transcript.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function entry(from: string, at: number, kind: Entry['kind'] = 'text'): Entry {
  return { id: `${from}${at}`, at, kind, from, name: from, mine: from === 'me', value: 'x' };
}

test('bubbles are grouped by author and minute, lines of the system stand alone, days are divided', () => {
  const blocks = groupEntries(
    [
      entry('CIC', 0, 'system'),
      entry('CIC', 1000, 'system'),
      entry('CIC', minute, 'system'),
      entry('Jonas', minute),
      entry('Jonas', minute + 1000),
      entry('me', minute + 2000),
      entry('Jonas', minute + 3000),
      entry('Jonas', 2 * minute),
      entry('Eva', 2 * minute, 'url'),
      entry('Eva', day),
    ],
    (at) => String(Math.floor(at / day)),
  );
  const told = blocks.map((block) =>
    block.kind === 'group'
      ? `${block.entries[0].from} ${block.entries.length}`
      : block.kind === 'line'
        ? `line ${block.near}`
        : 'day',
  );
  expect(told).toEqual([
    ...['day', 'line false', 'line true', 'line false'],
    ...['Jonas 2', 'me 1', 'Jonas 1', 'Jonas 1', 'Eva 1', 'day', 'Eva 1'],
  ]);
  expect(new Set(blocks.map((block) => block.key)).size).toBe(blocks.length);
});
