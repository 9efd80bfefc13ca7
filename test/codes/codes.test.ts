import { expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { type CodeKind, createCodes } from '../../lib/codes/codes.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../support/databases.ts';

async function world(open: OpenTestDatabase) {
  const database = await open();
  const runtime = { clock: testClock(), ids: systemIds };
  const audit = createAudit({ database, runtime });
  const codes = createCodes({ database, runtime, audit });
  const add = (kind: CodeKind, code: string, name = code) => codes.add(kind, { code, name }, 'test');
  return { audit, codes, add };
}

describeEachDatabase('codes', (open) => {
  it('are listed by name, each in its own list', async () => {
    const { codes, add } = await world(open);
    await add('wrapup', 'S2', 'Sold two');
    await add('wrapup', 'N', 'Not sold');
    await add('account', 'N', 'North');
    expect(await codes.list()).toEqual({
      wrapUp: [
        { code: 'N', name: 'Not sold' },
        { code: 'S2', name: 'Sold two' },
      ],
      account: [{ code: 'N', name: 'North' }],
    });
    expect(await codes.isActive('wrapup', 'S2')).toBe(true);
    expect(await codes.isActive('account', 'S2')).toBe(false);
    expect(await codes.isActive('wrapup', 's2')).toBe(false);
  });

  it('that were removed can be chosen no more, until they are added again', async () => {
    const { audit, codes, add } = await world(open);
    await add('wrapup', 'SOLD', 'Sold');
    await codes.remove('wrapup', 'SOLD', 'test');
    expect(await codes.list()).toEqual({ wrapUp: [], account: [] });
    expect(await codes.isActive('wrapup', 'SOLD')).toBe(false);
    await expect(codes.remove('wrapup', 'SOLD', 'test')).rejects.toMatchObject({ code: 'not-found' });
    await add('wrapup', 'SOLD', 'Sold again');
    expect((await codes.list()).wrapUp).toEqual([{ code: 'SOLD', name: 'Sold again' }]);
    expect((await audit.list(10)).map(({ action, target, actor }) => [action, target, actor])).toEqual([
      ['code.add', 'SOLD', 'test'],
      ['code.remove', 'SOLD', 'test'],
      ['code.add', 'SOLD', 'test'],
    ]);
  });

  it('are refused when they are there, empty, too long or hold what cannot be read', async () => {
    const { audit, codes, add } = await world(open);
    await add('account', ' ACME ', ' Acme & Sons ');
    expect((await codes.list()).account).toEqual([{ code: 'ACME', name: 'Acme & Sons' }]);
    await expect(add('account', 'ACME', 'Other')).rejects.toMatchObject({ code: 'account.exists' });
    await expect(add('account', '  ')).rejects.toMatchObject({ code: 'request.missing-data' });
    await expect(add('account', 'A', '')).rejects.toMatchObject({ code: 'request.missing-data' });
    await expect(add('account', 'x'.repeat(51))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(add('account', 'A', 'x'.repeat(101))).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(add('account', 'A\nB')).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await codes.list()).account).toEqual([{ code: 'ACME', name: 'Acme & Sons' }]);
    expect(await audit.list(10)).toHaveLength(1);
    await add('account', '😀'.repeat(50));
  });

  it('added by two at once are there once', async () => {
    const { codes, add } = await world(open);
    const tries = await Promise.allSettled([add('wrapup', 'X', 'one'), add('wrapup', 'X', 'two')]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await codes.list()).wrapUp).toHaveLength(1);
  });
});
