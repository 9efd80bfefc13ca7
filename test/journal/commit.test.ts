import { expect, it } from 'vitest';
import type { Committed } from '../../lib/journal/change.ts';
import { createJournalStore } from '../../lib/journal/store.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { faultyStore } from './faults.ts';
import { cursor, interactionId, journalOn, saying, stored, text, turns } from './made.ts';

const [a, b, c] = [interactionId(1), interactionId(2), interactionId(3)];

describeEachDatabase('the journal commits', (open) => {
  it('answers after the change is on disk, with positions in order', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const first = await journal.commit({ interaction: a, expects: 0, events: [text(1), text(2)], writes: [] });
    const second = await journal.commit(saying(b, 0));
    expect(first).toMatchObject({ interaction: a, version: 2, origin: true });
    const positions = [...first.events, ...second.events].map((event) => event.position);
    const rows: { position: number }[] = await database.knex('iwt_interaction_event').orderBy('position');
    expect(positions).toEqual(rows.map((row) => Number(row.position)));
    expect(journal.position()).toBe(positions[2]);
    await journal.close();
  });

  it('joins the changes of a turn in one transaction, and what comes meanwhile in the next', async () => {
    const database = await open();
    const store = faultyStore(database);
    const journal = await journalOn(database, { store });
    const release = store.hold();
    const early = [journal.commit(saying(a, 0)), journal.commit(saying(b, 0)), journal.commit(saying(c, 0))];
    await turns();
    const late = [journal.commit(saying(interactionId(4), 0)), journal.commit(saying(interactionId(5), 0))];
    await turns();
    expect(store.batches).toEqual([3]);
    release();
    await Promise.all([...early, ...late]);
    expect(store.batches).toEqual([3, 2]);
    await journal.close();
  });

  it('gives positions that match the rows when a batch needs many statements', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const commits = await Promise.all(
      Array.from({ length: 300 }, (_, number) =>
        journal.commit({
          interaction: interactionId(number),
          expects: 0,
          events: [text(1), text(2)],
          writes: [cursor(`c${number}`, 1)],
        }),
      ),
    );
    const rows: { position: number; interaction_id: string; seq: number }[] =
      await database.knex('iwt_interaction_event');
    const places = new Map(rows.map((row) => [`${row.interaction_id} ${row.seq}`, Number(row.position)]));
    for (const { interaction, events } of commits) {
      for (const event of events) expect(event.position).toBe(places.get(`${interaction} ${event.seq}`));
    }
    expect(await database.knex('iwt_cursor').pluck('participant_digest')).toHaveLength(300);
    await journal.close();
  });

  it('refuses a change decided on an old version and keeps its neighbours', async () => {
    const database = await open();
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0, 'first'));
    const other = await journalOn(database);
    const outcomes = await Promise.allSettled([
      other.commit(saying(b, 0, 'kept')),
      other.commit(saying(a, 0, 'late')),
      other.commit(saying(c, 0, 'one')),
      other.commit(saying(c, 0, 'two')),
      other.commit({ interaction: '', expects: 0, events: [], writes: [cursor('reader', 7)] }),
    ]);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code))).toEqual([
      'done',
      'journal.conflict',
      'done',
      'journal.conflict',
      'done',
    ]);
    expect(Object.fromEntries(await stored(database))).toEqual({ [a]: ['1 first'], [b]: ['1 kept'], [c]: ['1 one'] });
    expect(await database.knex('iwt_cursor').pluck('delivered')).toEqual([7]);
    // Whoever was refused finds in memory what was newer.
    expect(other.recent(a, 0)).toMatchObject([{ seq: 1, body: { text: 'first' } }]);
    await Promise.all([journal.close(), other.close()]);
  });

  it('writes nothing of a refused change', async () => {
    const database = await open();
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0));
    const late = { ...saying(a, 0), writes: [cursor('late', 1)] };
    const outcome = createJournalStore(database).write([{ change: late, bodies: ['{}'] }]);
    await expect(outcome).rejects.toThrow();
    expect(await database.knex('iwt_cursor')).toEqual([]);
    await journal.close();
  });

  it('lets one impossible change fail alone', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const impossible = { ...cursor('x', 1), row: { participant_digest: 'x', delivered: null } } as const;
    const commits = Array.from({ length: 20 }, (_, number) =>
      journal.commit(saying(interactionId(number), 0, undefined, number === 13 ? [impossible] : [])),
    );
    const outcomes = await Promise.allSettled(commits);
    expect(outcomes.filter((one) => one.status === 'rejected')).toHaveLength(1);
    expect(outcomes[13]?.status).toBe('rejected');
    expect((await stored(database)).size).toBe(19);
    await journal.close();
  });

  it('finishes what waits when it closes, and refuses what comes after', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const early = journal.commit(saying(a, 0));
    const closed = journal.close();
    await expect(journal.commit(saying(b, 0))).rejects.toMatchObject({ code: 'closing' });
    await expect(journal.exclusive({}, async () => ({ changes: [], result: 1 }))).rejects.toMatchObject({
      code: 'closing',
    });
    await closed;
    await expect(early).resolves.toMatchObject({ version: 1 } satisfies Partial<Committed>);
    expect((await stored(database)).size).toBe(1);
  });

  it('remembers its position over a restart and serves what came after one', async () => {
    const database = await open();
    const journal = await journalOn(database);
    await journal.commit({ interaction: a, expects: 0, events: [text(1), text(2), text(3)], writes: [] });
    const position = journal.position();
    await journal.commit(saying(b, 0));
    await journal.close();
    const again = await journalOn(database);
    expect(again.position()).toBe(position + 1);
    expect(await again.readFrom(position, 10)).toMatchObject([{ interaction: b, event: { seq: 1 } }]);
    expect(await again.readFrom(position - 2, 2)).toMatchObject([{ event: { seq: 2 } }, { event: { seq: 3 } }]);
    await again.close();
  });
});
