import { expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('the audit', (open) => {
  it('lists what was done, newest first, in pages', async () => {
    const clock = testClock();
    const audit = createAudit({ database: await open(), runtime: { clock } });
    for (const target of ['ann', 'bob', 'cem']) {
      await audit.record({ actor: 'user:1', action: 'user.create', target, detail: { role: 'agent' } });
      clock.advance(1);
    }
    const page = await audit.list(2);
    expect(page).toMatchObject([
      { actor: 'user:1', action: 'user.create', target: 'cem', detail: { role: 'agent' }, at: clock.now() - 1 },
      { target: 'bob' },
    ]);
    expect(await audit.list(2, page.at(-1)?.id)).toMatchObject([{ target: 'ann' }]);
  });

  it('keeps long names as far as they fit', async () => {
    const audit = createAudit({ database: await open(), runtime: { clock: testClock() } });
    await audit.record({ actor: 'a'.repeat(300), action: 'b'.repeat(300), target: 'c'.repeat(300) });
    const [row] = await audit.list(1);
    expect([row?.actor.length, row?.action.length, row?.target?.length]).toEqual([100, 60, 200]);
  });

  it('stands or falls with the transaction it belongs to', async () => {
    const database = await open();
    const audit = createAudit({ database, runtime: { clock: testClock() } });
    const failing = database.knex.transaction(async (trx) => {
      await audit.record({ actor: 'x', action: 'y' }, trx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await audit.list(10)).toEqual([]);
  });
});
