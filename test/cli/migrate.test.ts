import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { migrations } from '../../migrations/migrations.ts';
import { runIwt } from '../support/children.ts';
import { describeMariadb, silentLog } from '../support/databases.ts';

const root = mkdtempSync(path.join(tmpdir(), 'iwt-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const folder = () => path.join(root, `data-${folders++}`);

/** Runs `iwt` with these arguments. */
async function iwt(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const clean = { IWT_DATABASE: '', IWT_DATA: '', ...env };
  const { code, out, err } = await runIwt(args, clean).ended;
  return { code, out, err, lines: out.trimEnd().split('\n') };
}

const last = migrations.at(-1)?.name ?? '';

describe('iwt migrate', () => {
  it('makes a database, tells its state and takes changes back', async () => {
    const data = folder();
    const made = await iwt(['migrate', 'latest', '--data', data]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.lines).toHaveLength(migrations.length + 1);
    expect(made.lines.at(-1)).toBe(`sqlite:${data}/iwt.sqlite is up to date now.`);
    expect((await iwt(['migrate', 'latest', '--data', data])).lines).toEqual([
      `sqlite:${data}/iwt.sqlite is up to date.`,
    ]);

    expect((await iwt(['migrate', 'down', '--data', data])).lines).toEqual([`undone   ${last}`]);
    const status = await iwt(['migrate', 'status', '--data', data]);
    expect(status.lines.slice(-2)).toEqual([
      `pending  ${last}`,
      `sqlite:${data}/iwt.sqlite is old; run \`iwt migrate latest\`.`,
    ]);

    expect((await iwt(['migrate', 'down', '--all', '--data', data])).lines).toHaveLength(migrations.length - 1);
    const empty = await iwt(['migrate', 'status', '--json'], { IWT_DATABASE: `sqlite:${data}/iwt.sqlite` });
    expect(JSON.parse(empty.out)).toMatchObject({ state: 'empty', done: [], unknown: [] });
  });

  it('works beside a process that has the database open and busy', async () => {
    const data = folder();
    await iwt(['migrate', 'latest', '--data', data]);
    const database = openDatabase(`sqlite:${data}/iwt.sqlite`, { log: silentLog });
    const { ended } = runIwt(['migrate', 'latest', '--data', data]);
    let over = false;
    void ended.finally(() => {
      over = true;
    });
    let written = 0;
    while (!over) {
      await database.knex.transaction((trx) => trx('iwt_counter').insert({ name: `n${written++}`, value: 1 }));
      await new Promise(setImmediate);
    }
    expect(await ended).toMatchObject({ code: 0, err: '' });
    await database.close();
  });

  it('prints the plan of either dialect and makes nothing', async () => {
    const data = folder();
    const sqlite = await iwt(['migrate', 'plan', '--data', data]);
    expect(sqlite.out).toContain('create table `iwt_user` (`id` char(22) not null');
    const mysql = await iwt(['migrate', 'plan', '--dialect', 'mysql', '--data', data]);
    expect(mysql.out).toContain('collate utf8mb4_bin engine = InnoDB;');
    const rest = await iwt(['migrate', 'plan', '--after', migrations.at(-2)?.name ?? '', '--data', data]);
    expect(rest.lines[0]).toBe(`-- ${last}`);
    expect(rest.lines).toHaveLength(3);
    expect(existsSync(data)).toBe(false);
  });

  it('says in one sentence, with a code, what is wrong', async () => {
    const data = folder();
    writeFileSync(path.join(root, 'text.db'), 'no database '.repeat(1000));
    const cases: [string[], RegExp][] = [
      [['migrate', 'status', '--data', data], /^iwt: There is no database .* \(IWT_DATABASE_MISSING\)\n$/],
      [
        ['migrate', 'latest', '--database', 'mysql://u:secret-word@127.0.0.1:1/d'],
        /^iwt: The database .* \(IWT_DATABASE_UNREACHABLE\)\n$/,
      ],
      [
        ['migrate', 'latest', '--database', `sqlite:${root}/text.db`],
        /^iwt: The database file .* \(IWT_DATABASE_FILE\)\n$/,
      ],
      [['migrate', 'latest', '--database', 'postgres://u:secret-word@h/d'], /^iwt: .* \(IWT_\w+\)\n$/],
      [
        ['migrate', 'plan', '--after', '0000_nothing', '--data', data],
        /^iwt: There is no migration 0000_nothing\. \(IWT_MIGRATION_UNKNOWN\)\n$/,
      ],
      [['migrate', 'down', '--steps', '0', '--data', data], /^error: .*number from 1 to 9999\.\n$/],
      [['migrate', 'sideways'], /^error: unknown command 'sideways'/],
    ];
    for (const [args, expected] of cases) {
      const { code, err, out } = await iwt(args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(expected);
      expect(err).not.toMatch(/secret-word|\n {4}at /);
    }
    expect(existsSync(data)).toBe(false);
  });

  it('refuses a newer schema', async () => {
    const data = folder();
    await iwt(['migrate', 'latest', '--data', data]);
    const database = openDatabase(`sqlite:${data}/iwt.sqlite`, { log: silentLog });
    await database.knex('iwt_migrations').insert({ name: '9999_later', batch: 2, migration_time: 0 });
    await database.close();
    for (const command of ['latest', 'down']) {
      expect(await iwt(['migrate', command, '--data', data])).toMatchObject({
        code: 1,
        err: expect.stringMatching(/newer release \(9999_later is not known here\).*\(IWT_SCHEMA_NEWER\)\n$/),
      });
    }
    expect((await iwt(['migrate', 'status', '--data', data])).out).toContain('unknown  9999_later');
  });
});

describe('iwt params', () => {
  it('lists, sets and resets', async () => {
    const data = folder();
    expect(await iwt(['params', 'list', '--data', data])).toMatchObject({
      code: 1,
      err: expect.stringContaining('IWT_DATABASE_MISSING'),
    });
    await iwt(['migrate', 'latest', '--data', data]);
    expect(await iwt(['params', 'set', 'systemname', 'Shop', '--data', data])).toMatchObject({ code: 0, err: '' });
    const listed = await iwt(['params', 'list', '--json', '--data', data]);
    expect(JSON.parse(listed.out)).toMatchObject({ SystemName: 'Shop', MaxPollFrequency: 2000 });
    await iwt(['params', 'reset', 'SystemName', '--data', data]);
    expect((await iwt(['params', 'list', '--data', data])).out).toMatch(/^SystemName +CIC$/m);
    expect(await iwt(['params', 'set', 'SystemNam', 'x', '--data', data])).toMatchObject({
      code: 1,
      err: 'iwt: There is no parameter "SystemNam"; did you mean SystemName? (parameter.unknown)\n',
    });
  });
});

describeMariadb('iwt migrate', (open) => {
  it('works on MariaDB, named by the environment', async () => {
    const database = await open({ empty: true });
    const env = { IWT_DATABASE: database.url };
    expect(await iwt(['migrate', 'latest'], env)).toMatchObject({ code: 0, err: '' });
    expect((await iwt(['migrate', 'status'], env)).lines.at(-1)).toMatch(/^mysql:\/\/\S+ is up to date\.$/);
    expect((await iwt(['migrate', 'plan'], env)).out).toContain('engine = InnoDB');
    expect((await iwt(['migrate', 'down', '--all'], env)).lines).toHaveLength(migrations.length);
  });
});
