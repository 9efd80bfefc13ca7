import { expect, it, onTestFinished } from 'vitest';
import { addAgent, addWorkgroup } from '../chat/world.ts';
import { runChild } from '../support/children.ts';
import { sqliteDatabase } from '../support/databases.ts';

it('iwt skill keeps skills, who has them, and the tables', async () => {
  const data = await sqliteDatabase({ file: true });
  onTestFinished(() => data.drop());
  const sales = await addWorkgroup(data, 'Sales');
  await addAgent(data, 'ann', [sales]);
  const iwt = (...args: string[]) => runChild('lib/cli/main.ts', ['skill', ...args, '--database', data.url]).ended;
  const done = { code: 0, err: '' };

  expect(await iwt('add', 'CIC')).toMatchObject(done);
  const customer = 'Customer Interaction Center';
  const [user, , nobody, much] = await Promise.all([
    iwt('assign', 'CIC', '--user', 'ann', '--proficiency', '70', '--desire', '100'),
    iwt('table', 'map', 'ININ_Product', customer, 'cic', '--minimum', '40'),
    iwt('assign', 'CIC'),
    iwt('assign', 'CIC', '--workgroup', 'sales', '--proficiency', '101'),
  ]);
  expect(user).toMatchObject(done);
  const either = 'iwt: Say either --user NAME or --workgroup NAME. (request.missing-data)\n';
  expect(nobody).toMatchObject({ code: 1, err: either });
  const range = 'iwt: The proficiency is a whole number from 1 to 100. (request.invalid)\n';
  expect(much).toMatchObject({ code: 1, err: range });
  const [list, tables] = await Promise.all([iwt('list'), iwt('table', 'list')]);
  expect(list.out).toBe('CIC\n\tuser\tann\tproficiency 70\tdesire 100\n');
  expect(tables.out).toBe(`ININ_Language\tLanguage\nININ_Product\tProduct\n\t${customer}\tCIC\tminimum 40\n`);
});
