import { describe, expect, it } from 'vitest';
import type { Write } from '../../lib/journal/change.ts';
import { testClock } from '../support/clock.ts';
import { sqliteDatabase } from '../support/databases.ts';
import { cursor, interactionId, journalOn, saying, text, turns } from './made.ts';

const [a, b] = [interactionId(1), interactionId(2)];

describe('who waits for the journal', () => {
  it('wakes at the next commit of that interaction, and only then', async () => {
    const database = await sqliteDatabase();
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0));
    const [first, second, other] = [journal.wait(a, 1, 5000), journal.wait(a, 2, 5000), journal.wait(b, 0, 5000)];
    await journal.commit(saying(a, 1));
    expect(await first).toBe(true);
    expect(await Promise.race([second, other, turns().then(() => 'waiting')])).toBe('waiting');
    await journal.commit(saying(a, 2));
    expect(await second).toBe(true);
    await journal.close();
    expect(await other).toBe(false);
    await database.drop();
  });

  it('answers at once when there is news already, also in the database alone', async () => {
    const database = await sqliteDatabase({ file: true });
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0));
    expect(await journal.wait(a, 0, 5000)).toBe(true);
    const restarted = await journalOn(database);
    expect(await restarted.wait(a, 0, 5000)).toBe(true);
    expect(restarted.recent(a, 0)).toHaveLength(1);
    await Promise.all([journal.close(), restarted.close()]);
    await database.drop();
  });

  it('gives up when the time is over', async () => {
    const clock = testClock();
    const database = await sqliteDatabase();
    const journal = await journalOn(database, { clock });
    const waited = journal.wait(a, 0, 5000);
    await turns();
    clock.advance(5000);
    expect(await waited).toBe(false);
    await journal.close();
    await database.drop();
  });

  it('tells of writes to one table, committed ones only', async () => {
    const database = await sqliteDatabase();
    const journal = await journalOn(database);
    const told: Write[] = [];
    const stop = journal.watchWrites('iwt_cursor', (writes) => told.push(...writes));
    await journal.commit(saying(a, 0, 'x', [cursor('one', 1)]));
    await journal.commit(saying(a, 0, 'x', [cursor('refused', 1)])).catch(() => undefined);
    await journal.exclusive({}, async () => ({ changes: [saying(a, 1, 'y', [cursor('two', 1)])], result: undefined }));
    stop();
    await journal.commit(saying(a, 2, 'x', [cursor('three', 1)]));
    expect(told).toEqual([cursor('one', 1), cursor('two', 1)]);
    await journal.close();
    await database.drop();
  });

  it('reads from memory what is recent and from the database what is not', async () => {
    const database = await sqliteDatabase();
    const journal = await journalOn(database, { limits: { tailEvents: 3 } });
    for (let seq = 1; seq <= 5; seq++) await journal.commit(saying(a, seq - 1));
    const seqs = (events: readonly { seq: number }[] | undefined) => events?.map((event) => event.seq);
    expect(seqs(journal.recent(a, 2))).toEqual([3, 4, 5]);
    expect(seqs(journal.recent(a, 4))).toEqual([5]);
    expect(journal.recent(a, 5)).toEqual([]);
    expect(journal.recent(a, 1)).toBeUndefined();
    expect(journal.recent(b, 0)).toBeUndefined();
    expect(seqs(await journal.read(a, 0))).toEqual([1, 2, 3, 4, 5]);
    expect(await journal.read(a, 1)).toEqual([2, 3, 4, 5].map((seq) => ({ ...text(seq), position: seq })));
    expect(await journal.read(b, 0)).toEqual([]);
    await journal.close();
    await database.drop();
  });

  it('lets go of the events used longest ago when memory is full', async () => {
    const database = await sqliteDatabase();
    const journal = await journalOn(database, { limits: { tailBytes: 100_000 } });
    for (let number = 0; number < 300; number++) {
      await journal.commit(saying(interactionId(number), 0, 'x'.repeat(1000)));
    }
    const kept = Array.from({ length: 300 }, (_, number) => journal.recent(interactionId(number), 0) !== undefined);
    expect(kept.filter(Boolean).length).toBeGreaterThan(50);
    expect(kept.filter(Boolean).length).toBeLessThan(90);
    expect(kept[299]).toBe(true);
    expect(kept[0]).toBe(false);
    expect(await journal.read(interactionId(0), 0)).toHaveLength(1);
    await journal.close();
    await database.drop();
  });
});
