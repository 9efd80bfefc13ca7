import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { latest } from '../../lib/database/migrate.ts';
import { runChild } from '../support/children.ts';
import { silentLog } from '../support/databases.ts';

// The system drops all locks of a process on a file when the process closes it anywhere. SQLite's own are then gone, and
// the next other process to leave takes the write-ahead log for nobody's.
it('keeps its locks when the same process opens the file again, so that other processes may come and go', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-locks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `sqlite:${path.join(folder, 'iwt.sqlite')}`;
  const open = () => openDatabase(url, { log: silentLog });

  const site = open();
  await latest(site);
  await open().close();
  const visit = runChild('test/database/visiting-child.ts', [url]);
  expect(await visit.ended).toMatchObject({ code: 0, err: '' });
  expect(await site.knex('iwt_counter').where({ name: 'visit' })).toHaveLength(1);
  await site.knex('iwt_counter').insert({ name: 'after', value: 1 });
  await site.close();

  const later = open();
  onTestFinished(later.close);
  expect(await later.knex('iwt_counter').whereIn('name', ['visit', 'after'])).toHaveLength(2);
});
