import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runIwt } from '../support/children.ts';
import { describeEachDatabase, sqliteDatabase } from '../support/databases.ts';
import { people } from '../support/people.ts';

const office = { zone: 'Europe/Berlin', week: { mon: [['09:00', '17:00']] }, exceptions: [] };

describeEachDatabase('iwt workgroup hours', (open) => {
  it('sets, shows and clears them, and tells the audit', async () => {
    const data = await open({ file: true });
    await people(data).workgroups.create('Support', 'test');
    const iwt = (args: readonly string[], input = '') => {
      const child = runIwt(['workgroup', 'hours', ...args, '--database', data.url]);
      child.process.stdin?.end(input);
      return child.ended;
    };
    const stored = async () => (await data.knex('iwt_workgroup').first('opening_hours')).opening_hours;

    expect(await iwt(['support'])).toMatchObject({ code: 0, out: 'Always open.\n', err: '' });
    const folder = mkdtempSync(path.join(tmpdir(), 'iwt-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'hours.json');
    writeFileSync(file, `\ufeff${JSON.stringify(office, null, 4)}`);
    expect(await iwt(['support', '--file', file])).toMatchObject({ code: 0, out: '', err: '' });
    expect(JSON.parse(await stored())).toEqual(office);
    expect(JSON.parse((await iwt(['Support', '--show'])).out)).toEqual(office);

    const wrong = await iwt(['Support', '--file', '-'], '{"zone":"Mars/Base","week":{}}');
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toBe(
      'iwt: These are no opening hours: zone: must be a time zone such as "Europe/Berlin". (request.invalid)\n',
    );
    expect(JSON.parse(await stored())).toEqual(office);

    expect(await iwt(['Support', '--clear'])).toMatchObject({ code: 0, out: '', err: '' });
    expect(await stored()).toBeNull();
    const changes = (await people(data).audit.list(10)).filter(({ action }) => action === 'workgroup.update');
    expect(changes).toMatchObject([
      { actor: 'iwt workgroup hours', target: 'Support', detail: { openingHours: null } },
      { actor: 'iwt workgroup hours', target: 'Support', detail: { openingHours: 'set' } },
    ]);
  });
});

it('iwt workgroup hours refuses what it does not know', async () => {
  const data = await sqliteDatabase({ file: true });
  onTestFinished(() => data.drop());
  const iwt = (...args: string[]) => runIwt(['workgroup', 'hours', ...args, '--database', data.url]).ended;
  const [unknown, noFile, both] = await Promise.all([
    iwt('Nowhere', '--clear'),
    iwt('Support', '--file', '/nonexistent/hours.json'),
    iwt('Support', '--clear', '--show'),
  ]);
  expect(unknown).toMatchObject({ code: 1, err: 'iwt: There is no workgroup "Nowhere". (not-found)\n' });
  expect(noFile.err).toBe('iwt: The file /nonexistent/hours.json cannot be read (ENOENT). (IWT_BAD_OPTION)\n');
  expect(both.code).toBe(1);
});
