import { expect, it, onTestFinished } from 'vitest';
import { runIwt } from '../support/children.ts';
import { sqliteDatabase } from '../support/databases.ts';

it('iwt code keeps the lists of codes', async () => {
  const data = await sqliteDatabase({ file: true, empty: true });
  onTestFinished(() => data.drop());
  const iwt = (...args: string[]) => runIwt(['code', ...args, '--database', data.url]).ended;

  expect(await iwt('add', 'wrapup', 'SOLD', 'Sold something')).toMatchObject({ code: 0, err: '' });
  expect(await iwt('add', 'account', 'ACME')).toMatchObject({ code: 0, err: '' });
  expect((await iwt('list')).out).toBe('wrapup\tSOLD\tSold something\naccount\tACME\tACME\n');
  const twice = await iwt('add', 'account', 'ACME');
  expect(twice).toMatchObject({ code: 1, err: 'iwt: The account code "ACME" is there already. (account.exists)\n' });
  const kind = await iwt('add', 'colour', 'RED');
  expect(kind.code).toBe(1);
  expect(kind.err).toContain('It is one of wrapup, account.');
  expect(await iwt('remove', 'wrapup', 'SOLD')).toMatchObject({ code: 0, err: '' });
  expect(await iwt('remove', 'wrapup', 'SOLD')).toMatchObject({ code: 1 });
  expect((await iwt('list', '--json')).out).toBe('[{"kind":"account","code":"ACME","name":"ACME"}]\n');
});
