import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { png } from '../photos/files.ts';
import { runIwt } from '../support/children.ts';
import { sqliteDatabase } from '../support/databases.ts';

const iwt = (...args: readonly string[]) => runIwt(['user', ...args]).ended;

it('iwt user photo gives somebody a photo and takes it away; what is no photo changes nothing', async () => {
  const database = await sqliteDatabase({ file: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-photo-'));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });
  const file = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const where = ['--database', database.url];
  const rows = () => database.knex('iwt_photo').select('type');
  const photo = file('ann.txt', png(100_000));
  expect((await iwt('add', 'ann', ...where)).code).toBe(0);
  expect(await iwt('photo', 'Ann', photo, ...where)).toMatchObject({ code: 0, err: '' });
  expect(await rows()).toEqual([{ type: 'png' }]);

  for (const [args, message] of [
    [['ann', file('page.png', '<svg/>')], 'The photo is neither PNG nor JPEG nor GIF. (request.invalid)'],
    [['ann', path.join(folder, 'none.png')], 'cannot be read (ENOENT). (IWT_BAD_OPTION)'],
    [['ann', photo, '--clear'], 'or say --clear; not both. (IWT_BAD_OPTION)'],
  ] as const) {
    const refused = await iwt('photo', ...args, ...where);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(message);
  }
  expect(await rows()).toEqual([{ type: 'png' }]);
  expect((await iwt('photo', 'ann', '--clear', ...where)).code).toBe(0);
  expect(await rows()).toEqual([]);
});
