import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Write } from '../../lib/journal/change.ts';
import { statementsFor } from '../../lib/journal/store-statements.ts';
import { describeEachDatabase } from '../support/databases.ts';

const name = fc.constantFrom('a', 'b', 'c');
const timer = fc.record({
  id: name,
  kind: fc.constantFrom('x', 'y'),
  due_at: fc.nat({ max: 9 }),
  payload: fc.string({ maxLength: 5 }),
});
const party = fc.record({ interaction_id: name, party: fc.nat({ max: 2 }) });
const write: fc.Arbitrary<Write> = fc.oneof(
  timer.map((row): Write => ({ kind: 'upsert', table: 'iwt_timer', key: ['id'], row })),
  timer.map((row): Write => ({ kind: 'upsert', table: 'iwt_timer', key: ['id'], row: { ...row, node: 'n' } })),
  name.map((id): Write => ({ kind: 'delete', table: 'iwt_timer', key: { id } })),
  fc
    .record({ id: name, due_at: fc.nat({ max: 9 }) })
    .map((key): Write => ({ kind: 'delete', table: 'iwt_timer', key })),
  party.map((key): Write => {
    const row = { ...key, kind: 'agent', name: 'N', state: 'active' };
    return { kind: 'upsert', table: 'iwt_interaction_party', key: ['interaction_id', 'party'], row };
  }),
  party.map((key): Write => ({ kind: 'delete', table: 'iwt_interaction_party', key })),
  fc
    .nat({ max: 5 })
    .map(
      (actor): Write => ({ kind: 'insert', table: 'iwt_audit', row: { at: actor, actor: `${actor}`, action: 'x' } }),
    ),
  fc.nat({ max: 5 }).map((actor): Write => ({ kind: 'delete', table: 'iwt_audit', key: { actor: `${actor}` } })),
);

describeEachDatabase('the statements of a batch', (open, dialect) => {
  it('do what the writes would do one after the other', async () => {
    const { knex } = await open();
    const tables = ['iwt_timer', 'iwt_interaction_party', 'iwt_audit'] as const;
    const after = async (batches: readonly (readonly Write[])[]) => {
      for (const table of tables) await knex(table).delete();
      for (const batch of batches) {
        for (const { sql, bindings } of statementsFor(batch, dialect)) await knex.raw(sql, bindings);
      }
      const timers = await knex('iwt_timer').orderBy('id');
      const parties = await knex('iwt_interaction_party').orderBy(['interaction_id', 'party']);
      const audit = await knex('iwt_audit').orderBy('id').pluck('actor');
      return { timers, parties, audit };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
        const alone = await after(writes.map((one) => [one]));
        expect(await after([writes])).toEqual(alone);
      }),
      { numRuns: dialect === 'sqlite' ? 200 : 30 },
    );
  });
});

describe('the statements of a batch', () => {
  it('are few: one for each table, kind and shape', () => {
    const upserts = Array.from({ length: 200 }, (_, number): Write => {
      return {
        kind: 'upsert',
        table: 'iwt_cursor',
        key: ['participant_digest'],
        row: { participant_digest: `p${number % 150}`, delivered: number },
      };
    });
    const deletes = Array.from({ length: 10 }, (_, number): Write => {
      return { kind: 'delete', table: 'iwt_timer', key: { id: `t${number}` } };
    });
    const statements = statementsFor([...upserts, ...deletes], 'sqlite');
    expect(statements.map(({ bindings }) => bindings.length)).toEqual([256, 44, 10]);
  });

  it('take no names that are not plain', () => {
    const writes: Write[] = [{ kind: 'insert', table: 'iwt_cursor`; drop table x', row: { a: 1 } }];
    expect(() => statementsFor(writes, 'sqlite')).toThrow('not a name');
  });
});
