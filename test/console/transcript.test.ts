import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../views/agent/state/groups.ts';
import {
  type Conversation,
  doubted,
  emptyConversation,
  gapOf,
  withDetail,
  withEntry,
  withSummary,
} from '../../views/agent/state/transcript.ts';
import { detailOf, entry, summary } from './shapes.ts';

/** A server's truth: events 1…n, of which some are no lines of the transcript. */
const truth = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 25 })
  .map((visible) => visible.flatMap((shown, index) => (shown ? [entry(index + 1)] : [])));

type Step = { readonly kind: 'entry' | 'fetch' | 'summary'; readonly pick: number; readonly late: number };
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('entry', 'entry', 'fetch', 'summary'),
    pick: fc.nat({ max: 1000 }),
    late: fc.nat({ max: 3 }),
  }),
  { maxLength: 60 },
);

describe('a transcript', () => {
  it('is the same whatever order and however often entries and fetches arrive', () => {
    fc.assert(
      fc.property(truth, fc.nat({ max: 3 }), steps, (entries, hidden, arrivals) => {
        const version = (entries.at(-1)?.seq ?? 0) + hidden + 1;
        let conversation = emptyConversation('1', summary('1', { version: 0 }));
        const answers: (() => void)[] = [];
        for (const step of arrivals) {
          if (step.kind === 'entry') {
            const one = entries[step.pick % Math.max(1, entries.length)];
            if (one) conversation = withEntry(conversation, one);
          } else if (step.kind === 'summary') {
            conversation = withSummary(conversation, summary('1', { version: step.pick % (version + 1) }));
          } else {
            // A fetch is asked for now and answered after some other arrivals.
            const after = gapOf(conversation) ?? 0;
            const seen = Math.max(after, step.pick % (version + 1));
            const known = entries.filter((one) => one.seq > after && one.seq <= seen);
            const detail = detailOf('1', { version: seen }, known);
            answers.push(() => {
              conversation = withDetail(conversation, detail, after);
            });
            if (answers.length > step.late) answers.shift()?.();
          }
          expectSound(conversation, entries);
        }
        for (const answer of answers) answer();
        conversation = withSummary(conversation, summary('1', { version }));
        // What a page does when it notices a gap, until there is none.
        for (let after = gapOf(conversation); after !== undefined; after = gapOf(conversation)) {
          const from = after;
          conversation = withDetail(
            conversation,
            detailOf(
              '1',
              { version },
              entries.filter((one) => one.seq > from),
            ),
            after,
          );
        }
        expect(conversation.entries).toEqual(entries);
        expect(conversation.syncedTo).toBe(version);
      }),
    );
  });

  it('notices an entry that is missing between two', () => {
    let conversation = withDetail(emptyConversation('1'), detailOf('1', { version: 3 }, [entry(2), entry(3)]), 0);
    expect(gapOf(conversation)).toBeUndefined();
    conversation = withEntry(conversation, entry(5));
    expect(gapOf(conversation)).toBe(3);
    conversation = withEntry(conversation, entry(4));
    expect(gapOf(conversation)).toBeUndefined();
  });

  it('forgets a past that the server does not know any more, and keeps what came since', () => {
    let conversation = withDetail(emptyConversation('1'), detailOf('1', { version: 9 }, [entry(8), entry(9)]), 0);
    conversation = doubted(conversation);
    expect(conversation.entries).toHaveLength(2);
    expect(gapOf(conversation)).toBe(0);
    conversation = withEntry(conversation, entry(3, { text: 'new 3' }));
    conversation = withEntry(conversation, entry(9, { text: 'new 9' }));
    conversation = withDetail(conversation, detailOf('1', { version: 2 }, [entry(2, { text: 'new 2' })]), 0);
    expect(conversation.entries.map((one) => one.text)).toEqual(['new 2', 'new 3', 'new 9']);
    expect(conversation.syncedTo).toBe(3);
    expect(gapOf(conversation)).toBe(3);
  });
});

describe('lines of a transcript', () => {
  const visitor = { kind: 'visitor', name: 'Ada', mine: false } as const;
  const me = { kind: 'agent', name: 'Bob', mine: true } as const;

  it('group texts by author and minute, and divide days', () => {
    const lines = linesOf(
      [
        entry(1, { at: '2026-01-05T22:59:50.000Z', kind: 'system', from: null, text: 'Welcome' }),
        entry(2, { at: '2026-01-05T23:00:01.000Z', from: visitor }),
        entry(3, { at: '2026-01-05T23:00:59.000Z', from: visitor }),
        entry(4, { at: '2026-01-05T23:01:00.000Z', from: visitor }),
        entry(5, { at: '2026-01-05T23:01:10.000Z', from: me }),
        entry(6, { at: '2026-01-05T23:01:12.000Z', kind: 'party', from: me, state: 'active', text: undefined }),
        entry(7, { at: '2026-01-06T00:00:00.000Z', from: me }),
      ],
      (at) => at.slice(0, 10),
    );
    expect(lines.map((line) => (line.kind === 'bubbles' ? line.entries.map((one) => one.seq) : line.kind))).toEqual([
      'day',
      'system',
      [2, 3],
      [4],
      [5],
      'day',
      [7],
    ]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
  });

  it('never lose or reorder a text', () => {
    const authors = fc.constantFrom(visitor, me);
    fc.assert(
      fc.property(fc.array(fc.tuple(authors, fc.nat({ max: 200 }))), (spoken) => {
        let minute = 0;
        const entries = spoken.map(([from, later], index) => {
          minute += later;
          return entry(index + 1, { from, at: new Date(Date.UTC(2026, 0, 5) + minute * 20_000).toISOString() });
        });
        const lines = linesOf(entries, (at) => at.slice(0, 10));
        expect(lines.flatMap((line) => (line.kind === 'bubbles' ? line.entries : []))).toEqual(entries);
      }),
    );
  });
});

/** At any moment: ordered, each once, nothing foreign, and no claim to be complete where something is missing. */
function expectSound(conversation: Conversation, entries: readonly { readonly seq: number }[]): void {
  const seqs = conversation.entries.map((one) => one.seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  const missing = entries.filter((one) => one.seq <= conversation.syncedTo && !seqs.includes(one.seq));
  expect(missing).toEqual([]);
}
