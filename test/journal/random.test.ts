import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import type { Journal } from '../../lib/journal/journal.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';
import { type Fault, faultyStore } from './faults.ts';
import { interactionId, journalOn, stored, turns } from './made.ts';

/** What one writer does: which interaction it writes to, how many events, and how long it rests before. */
const step = fc.record({
  interaction: fc.nat({ max: 3 }),
  events: fc.integer({ min: 1, max: 3 }),
  rest: fc.nat({ max: 2 }),
  exclusive: fc.boolean(),
});
const fault = fc.constantFrom<Fault | undefined>(
  undefined,
  undefined,
  'deadlock',
  'before-commit',
  'uncertain-lost',
  'uncertain-written',
);

let runs = 0;

describeEachDatabase('many writers at random', (open, dialect) => {
  it('lose nothing, double nothing and keep the order, whatever fails', async () => {
    const database = await open({ file: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        fc.array(fault, { maxLength: 10 }),
        async (writers, faults) => {
          const base = 10 * ++runs;
          const store = faultyStore(database);
          const journal = await journalOn(database, { store, limits: { batch: 5, tailEvents: 4, tailBytes: 4_000 } });
          store.fail(...faults);
          const told = new Map<string, number[]>();
          journal.watch(({ interaction, events }) => {
            told.set(interaction, [...(told.get(interaction) ?? []), ...events.map((event) => event.seq)]);
          });
          const answered: string[] = [];
          const refused: string[] = [];
          const outcome = (text: string, fine: boolean) => (fine ? answered : refused).push(text);
          await Promise.all(writers.map((steps, writer) => write(journal, steps, writer, base, outcome)));
          await journal.close();
          await compare(base, answered, refused, told, !faults.includes('uncertain-written'));
        },
      ),
      { numRuns: dialect === 'sqlite' ? 60 : 25 },
    );

    async function compare(
      base: number,
      answered: string[],
      refused: string[],
      told: Map<string, number[]>,
      tellsInOrder: boolean,
    ) {
      const again = openDatabase(database.url, { log: silentLog });
      const found = new Map(
        [...(await stored(again))].filter(([id]) => Math.floor((Number(id) - 1e9) / 10) === base / 10),
      );
      await again.close();
      const texts = [...found.values()].flat().map((line) => line.slice(line.indexOf(' ') + 1));
      expect(texts.sort()).toEqual(answered.sort());
      for (const text of refused) expect(texts).not.toContain(text);
      for (const [id, lines] of found) {
        const inOrder = lines.map((_, index) => index + 1);
        expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(inOrder);
        // When it first turns out later that an interaction's first events were written, they may be told after the next ones.
        const heard = told.get(id) ?? [];
        expect(tellsInOrder ? heard : heard.sort((a, b) => a - b)).toEqual(inOrder);
      }
    }
  });
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function write(
  journal: Journal,
  steps: readonly Step[],
  writer: number,
  base: number,
  outcome: (text: string, fine: boolean) => void,
): Promise<void> {
  for (const [number, { interaction, events, rest, exclusive }] of steps.entries()) {
    await turns(rest);
    const id = interactionId(base + interaction);
    for (let attempt = 0; ; attempt++) {
      const expects = (await journal.read(id, 0)).length;
      const texts = Array.from({ length: events }, (_, event) => `w${writer} s${number} e${event} a${attempt}`);
      const change = {
        interaction: id,
        expects,
        events: texts.map((text, index) => ({
          seq: expects + index + 1,
          at: 1,
          type: 'text',
          body: { party: 0, text },
        })),
        writes: [],
      };
      try {
        if (exclusive) await journal.exclusive({}, async () => ({ changes: [change], result: undefined }));
        else await journal.commit(change);
        for (const text of texts) outcome(text, true);
        break;
      } catch {
        for (const text of texts) outcome(text, false);
        if (attempt > 20) break;
      }
    }
  }
}
