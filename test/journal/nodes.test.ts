import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import type { Database } from '../../lib/database/connect.ts';
import type { Journal } from '../../lib/journal/journal.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeMariadb } from '../support/databases.ts';
import { interactionId, journalOn, saying, turns } from './made.ts';

const [a, b] = [interactionId(1), interactionId(2)];

/** What a journal tells, as `interaction seq` with `*` for other nodes' events. */
function listen(journal: Journal): string[] {
  const told: string[] = [];
  journal.watch(({ interaction, events, origin }) => {
    for (const event of events) told.push(`${interaction} ${event.seq}${origin ? '' : '*'}`);
  });
  return told;
}

/** Moves the clock past the followers' next look, until `done`. */
async function look(database: Database, clock: TestClock, done: () => boolean): Promise<void> {
  for (let rounds = 0; rounds < 500 && !done(); rounds++) {
    clock.advance(500);
    // The followers' own queries take about as long as this one.
    await database.knex.raw('select 1');
  }
}

describeMariadb('two nodes on one MariaDB', (open) => {
  it('hear of each other through the bus, at once and once', async () => {
    const database = await open();
    const [hub, clock] = [createLocalHub(), testClock()];
    const [one, two] = [await journalOn(database, { hub, clock }), await journalOn(database, { hub, clock })];
    const [toldOne, toldTwo] = [listen(one), listen(two)];
    const waited = two.wait(a, 0, 5000);
    await one.commit(saying(a, 0));
    expect(await waited).toBe(true);
    await two.commit(saying(a, 1));
    await two.commit(saying(b, 0));
    await turns();
    expect(toldOne).toEqual([`${a} 1`, `${a} 2*`, `${b} 1*`]);
    expect(toldTwo).toEqual([`${a} 1*`, `${a} 2`, `${b} 1`]);
    expect(two.recent(a, 0)).toHaveLength(2);
    await look(database, clock, () => one.position() === 3 && two.position() === 3);
    expect([toldOne.length, toldTwo.length]).toEqual([3, 3]);
    await Promise.all([one.close(), two.close()]);
  });

  it('lose nothing without the bus', async () => {
    const database = await open();
    const clock = testClock();
    const [one, two] = [await journalOn(database, { clock }), await journalOn(database, { clock })];
    const told = listen(two);
    for (let seq = 0; seq < 5; seq++) await one.commit(saying(a, seq));
    await one.commit(saying(b, 0));
    expect(told).toEqual([]);
    const waited = two.wait(b, 0, 60_000);
    await look(database, clock, () => told.length === 6);
    expect(told).toEqual([1, 2, 3, 4, 5].map((seq) => `${a} ${seq}*`).concat(`${b} 1*`));
    expect(await waited).toBe(true);
    expect(two.position()).toBe(one.position());
    await Promise.all([one.close(), two.close()]);
  });

  it('find what became visible below a higher position', async () => {
    const database = await open();
    const clock = testClock();
    const [one, two] = [await journalOn(database, { clock }), await journalOn(database, { clock })];
    const told = listen(two);
    const slow = await database.knex.transaction();
    const row = { interaction_id: b, seq: 1, at: 1, type: 'text', body: '{"party":0,"text":"slow"}' };
    await slow('iwt_interaction_event').insert(row);
    await one.commit(saying(a, 0));
    await look(database, clock, () => told.length === 1);
    // The stream's mark waits for the missing one, which may still come.
    expect(two.position()).toBe(0);
    await slow.commit();
    await look(database, clock, () => told.length === 2);
    expect(told).toEqual([`${a} 1*`, `${b} 1*`]);
    expect(two.position()).toBe(2);
    await Promise.all([one.close(), two.close()]);
  });

  it('do not wait for ever for a position that was rolled back', async () => {
    const database = await open();
    const clock = testClock();
    const [one, two] = [await journalOn(database, { clock }), await journalOn(database, { clock })];
    await one.commit(saying(a, 0));
    const outcome = two.commit(saying(a, 0, 'late'));
    await expect(outcome).rejects.toMatchObject({ code: 'journal.conflict' });
    await one.commit(saying(a, 1));
    await look(database, clock, () => two.position() === 3);
    expect(two.position()).toBe(3);
    expect(two.recent(a, 0)).toHaveLength(2);
    await Promise.all([one.close(), two.close()]);
  });

  it('tell in order what arrives out of order', async () => {
    const database = await open();
    const clock = testClock();
    const [one, two] = [await journalOn(database, { clock }), await journalOn(database, { clock })];
    await one.commit(saying(a, 0));
    const told = listen(two);
    await look(database, clock, () => told.length === 1);
    await one.commit(saying(a, 1));
    // Decided on what the database says, before the news arrived.
    expect(await two.read(a, 1)).toEqual([]);
    await expect(two.commit(saying(a, 1, 'late'))).rejects.toMatchObject({ code: 'journal.conflict' });
    await two.commit(saying(a, 2));
    await look(database, clock, () => told.length === 3);
    expect(told.map((line) => line.replace('*', ''))).toEqual([`${a} 1`, `${a} 2`, `${a} 3`]);
    await Promise.all([one.close(), two.close()]);
  });

  it('write together without loss, double or disorder', async () => {
    const database = await open();
    const [hub, clock] = [createLocalHub(), testClock()];
    const journals = [await journalOn(database, { hub, clock }), await journalOn(database, { hub, clock })];
    const told = journals.map(listen);
    let written = 0;
    const write = async (journal: Journal, name: string) => {
      for (let left = 15; left > 0; ) {
        const interaction = left % 2 ? a : b;
        const expects = (await journal.read(interaction, 0)).length;
        const done = await journal.commit(saying(interaction, expects, name)).then(
          () => 1,
          () => 0,
        );
        left -= done;
        written += done;
      }
    };
    await Promise.all(journals.flatMap((journal, node) => [0, 1].map((writer) => write(journal, `${node}.${writer}`))));
    expect(written).toBe(60);
    await look(database, clock, () => told.every((lines) => lines.length >= 60));
    for (const lines of told) {
      for (const id of [a, b]) {
        const seqs = lines.filter((line) => line.startsWith(id)).map((line) => Number.parseInt(line.slice(11), 10));
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      }
      expect(lines).toHaveLength(60);
    }
    await Promise.all(journals.map((journal) => journal.close()));
  });
});
