import { expect, it, onTestFinished } from 'vitest';
import { problemReportStore } from '../../lib/problem-reports/store.ts';
import { runIwt } from '../support/children.ts';
import { sqliteDatabase } from '../support/databases.ts';

it('iwt problem-reports lists, shows and clears what AllowClientProblemReport let in', async () => {
  const data = await sqliteDatabase({ file: true });
  onTestFinished(() => data.drop());
  const bounds = { most: 10, mostOfCaller: 10, since: 0, keptSince: 0 };
  const at = Date.UTC(2026, 0, 5, 9);
  const report = '{\n "version": 1,\n "exceptions": "\u001b[31mred"';
  await problemReportStore(data).add({ at, caller: '192.0.2.1', interaction: '2001000001', report }, bounds);
  const iwt = (...args: string[]) => runIwt(['problem-reports', ...args, '--database', data.url]).ended;

  expect((await iwt('list')).out).toBe(
    '     1  2026-01-05T09:00:00.000Z  192.0.2.1        2001000001  { "version": 1, "exceptions": "\ufffd[31mred"\n',
  );
  const head = { id: 1, caller: '192.0.2.1', interaction: '2001000001' };
  expect(JSON.parse((await iwt('list', '--json')).out)).toEqual([{ ...head, report, at: '2026-01-05T09:00:00.000Z' }]);
  const shown = (await iwt('show', '1')).out;
  expect(shown).toContain('"interaction":"2001000001"');
  expect(shown).toContain('\n "exceptions": "\ufffd[31mred"\n');
  expect(await iwt('show', '2')).toMatchObject({ code: 1, err: expect.stringContaining('(not-found)') });
  expect(await iwt('show', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('(request.invalid)') });
  expect((await iwt('clear')).out).toBe('removed: 1\n');
  expect((await iwt('list')).out).toBe('');
}, 60_000);
