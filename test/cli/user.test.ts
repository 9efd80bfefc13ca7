import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../../lib/database/migrate.ts';
import { runIwt } from '../support/children.ts';
import { describeMariadb, sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { people } from '../support/people.ts';

async function iwt(args: readonly string[], input = '') {
  const child = runIwt(['user', ...args]);
  child.process.stdin?.end(input);
  return child.ended;
}

const here = '192.0.2.1';

describe('iwt user', () => {
  async function database(): Promise<TestDatabase> {
    const made = await sqliteDatabase({ file: true, empty: true });
    onTestFinished(() => made.drop());
    return made;
  }

  it('adds people to a new database, and prints a password that opens it once', async () => {
    const data = await database();
    const added = await iwt([
      'add',
      'Ann',
      '--role',
      'supervisor',
      '--display-name',
      'Ann Example',
      '--workgroup',
      'support',
      '--database',
      data.url,
    ]);
    expect(added.err).toBe('');
    expect(added.code).toBe(0);
    const [, password = ''] = /^Password \(shown once\): ([a-z2-9]{5}(?:-[a-z2-9]{5}){3})\n$/.exec(added.out) ?? [];
    await check(data);
    const { agents, audit } = people(data);
    expect(await agents.authenticate('ann', password, here)).toMatchObject({
      username: 'Ann',
      displayName: 'Ann Example',
      role: 'supervisor',
      workgroups: [{ name: 'Support' }],
    });
    expect(JSON.stringify(await audit.list(10))).not.toContain(password);

    const listed = await iwt(['list', '--json', '--database', data.url]);
    expect(JSON.parse(listed.out)).toEqual([
      {
        username: 'Ann',
        displayName: 'Ann Example',
        role: 'supervisor',
        active: true,
        listed: false,
        status: 'Gone home',
        workgroups: ['Support'],
      },
    ]);
    expect((await iwt(['list', '--database', data.url])).out).toMatch(
      /^Ann +supervisor +Gone home +Ann Example \(Support\)\n$/,
    );

    const again = await iwt(['add', 'ANN', '--database', data.url]);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toBe('iwt: There is a user "ANN" already. (account.exists)\n');
  });

  it('takes passwords from standard input and no weak ones', async () => {
    const data = await database();
    const added = await iwt(['add', 'ann', '--password-stdin', '--database', data.url], 'seven grey horses\r\nmore\n');
    expect(added).toMatchObject({ code: 0, out: '', err: '' });
    const { agents } = people(data);
    expect(await agents.authenticate('ann', 'seven grey horses', here)).toMatchObject({ role: 'agent' });

    const weak = await iwt(['set-password', 'ann', '--password-stdin', '--database', data.url], 'password\n');
    expect(weak.code).toBe(1);
    expect(weak.err).toContain('(request.invalid)');
    const set = await iwt(['set-password', 'ANN', '--database', data.url]);
    const [, password = ''] = /: (\S+)\n$/.exec(set.out) ?? [];
    expect(await agents.authenticate('ann', password, here)).not.toBeNull();
    expect(await agents.authenticate('ann', 'seven grey horses', here)).toBeNull();

    expect((await iwt(['deactivate', 'ann', '--database', data.url])).code).toBe(0);
    expect(await agents.authenticate('ann', password, here)).toBeNull();
    expect((await iwt(['activate', 'ann', '--database', data.url])).code).toBe(0);
    expect(await agents.authenticate('ann', password, here)).not.toBeNull();
  });

  it.each([
    [['add', 'ann', '--role', 'king'], /Allowed choices are agent, supervisor, administrator/],
    [['add', 'ann', '--workgroup', 'Nowhere'], /workgroup .*not known/i],
    [['add', ' '], /user name is missing/],
    [['deactivate', 'nobody'], /has no tables yet/],
    [['nonsense'], /unknown command/],
  ])('refuses %j', async (args, message) => {
    const data = await database();
    const { code, err, out } = await iwt([...args, '--database', data.url]);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });
});

describeMariadb('iwt user on MariaDB', (open) => {
  it('asks for a schema first, then adds people', async () => {
    const empty = await open({ empty: true });
    const refused = await iwt(['add', 'ann', '--database', empty.url]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('iwt migrate latest');
    const data = await open();
    expect(await iwt(['add', 'Ünal', '--database', data.url])).toMatchObject({ code: 0, err: '' });
    expect(await people(data).agents.findByName('ÜNAL')).toMatchObject({ username: 'Ünal' });
  });
});
