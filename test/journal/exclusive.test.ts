import type { Knex } from 'knex';
import { expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { cursor, interactionId, journalOn, saying, stored, turns } from './made.ts';

const a = interactionId(1);
const workgroup = 'g'.repeat(22);

async function addWorkgroup(knex: Knex): Promise<void> {
  await knex('iwt_workgroup').insert({ id: workgroup, name: 'Support', active: 1, created_at: 1 });
}

describeEachDatabase('exclusive decisions', (open, dialect) => {
  it('run one at a time on the same rows, so that nothing is counted twice', async () => {
    const database = await open();
    await addWorkgroup(database.knex);
    const journals =
      dialect === 'mysql' ? [await journalOn(database), await journalOn(database)] : [await journalOn(database)];
    const add = (number: number) =>
      journals[number % journals.length]?.exclusive({ workgroups: [workgroup] }, async (trx) => {
        const [delivered = 0]: number[] = await trx('iwt_cursor')
          .where('participant_digest', 'count')
          .pluck('delivered');
        await turns(number % 3);
        const change = { interaction: '', expects: 0, events: [], writes: [cursor('count', delivered + 1)] };
        return { changes: [change], result: delivered };
      });
    const results = await Promise.all(Array.from({ length: 12 }, (_, number) => add(number)));
    expect(results.sort((x = 0, y = 0) => x - y)).toEqual(Array.from({ length: 12 }, (_, number) => number));
    expect(await database.knex('iwt_cursor').pluck('delivered')).toEqual([12]);
    await Promise.all(journals.map((journal) => journal.close()));
  });

  it('announce what they wrote, with positions', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const told: unknown[] = [];
    journal.watch((committed) => told.push(committed));
    const result = await journal.exclusive({}, async () => ({ changes: [saying(a, 0, 'one')], result: 'done' }));
    expect(result).toBe('done');
    expect(told).toMatchObject([{ interaction: a, version: 1, origin: true, events: [{ position: 1 }] }]);
    expect(journal.position()).toBe(1);
    await journal.close();
  });

  it('decide again when another writer was faster', async () => {
    const database = await open();
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0));
    const bases: number[] = [];
    await journal.exclusive({}, async () => {
      // The first time on what it believes, later on what the journal says.
      const expects = bases.length === 0 ? 0 : (await journal.read(a, 0)).length;
      bases.push(expects);
      return { changes: [saying(a, expects, 'second')], result: undefined };
    });
    expect(bases).toEqual([0, 1]);
    expect((await stored(database)).get(a)).toEqual(['1 text 1', '2 second']);
    await journal.close();
  });

  it('give up with a conflict when it never fits, and write nothing', async () => {
    const database = await open();
    const journal = await journalOn(database);
    await journal.commit(saying(a, 0));
    let decisions = 0;
    const stubborn = journal.exclusive({}, async () => {
      decisions++;
      return { changes: [saying(a, 0, 'late', [cursor('late', 1)])], result: undefined };
    });
    await expect(stubborn).rejects.toMatchObject({ code: 'journal.conflict' });
    expect(decisions).toBe(6);
    expect(await database.knex('iwt_cursor')).toEqual([]);
    await journal.close();
  });

  it('write nothing when the decision refuses', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const refused = journal.exclusive({ workgroups: [workgroup] }, async () => {
      throw new RangeError('nobody is free');
    });
    await expect(refused).rejects.toThrow(RangeError);
    await journal.commit(saying(a, 0));
    expect((await stored(database)).size).toBe(1);
    await journal.close();
  });

  it('and plain commits beside them keep the order of an interaction', async () => {
    const database = await open();
    await addWorkgroup(database.knex);
    const journal = await journalOn(database);
    const write = async (writer: number) => {
      for (let left = 5; left > 0; ) {
        const expects = (await journal.read(a, 0)).length;
        const change = saying(a, expects, `by ${writer}`);
        const locks = { workgroups: [workgroup] };
        const outcome =
          writer % 2
            ? journal.commit(change)
            : journal.exclusive(locks, async () => ({ changes: [change], result: 0 }));
        left -= await outcome.then(
          () => 1,
          () => 0,
        );
      }
    };
    await Promise.all([0, 1, 2, 3].map(write));
    expect((await stored(database)).get(a)).toHaveLength(20);
    await journal.close();
  });
});
