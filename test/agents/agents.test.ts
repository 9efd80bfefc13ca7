import { expect, it } from 'vitest';
import type { NewUser } from '../../lib/agents/user.ts';
import { IwtError } from '../../lib/errors.ts';
import { createPasswords } from '../../lib/passwords/passwords.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { goodPassword, people } from '../support/people.ts';

const ann = { username: 'Ann', displayName: 'Ann Example', role: 'agent', password: goodPassword } as const;
const here = '192.0.2.1';

describeEachDatabase('people who work here', (open) => {
  const made = async () => people(await open());

  it('are made with their workgroups, found in any spelling, and never show their hash', async () => {
    const { agents, workgroups, audit } = await made();
    await workgroups.create('Support', 'test');
    const user = await agents.create({ ...ann, username: ' Ünal ', workgroups: ['SUPPORT', 'support'] }, 'iwt user');
    expect(user).toMatchObject({
      username: 'Ünal',
      displayName: 'Ann Example',
      role: 'agent',
      active: true,
      status: { name: 'Gone home', available: false, until: null, note: null },
      workgroups: [{ name: 'Support', activated: true }],
    });
    expect(await agents.findByName('ÜNAL')).toEqual(user);
    expect(await agents.find(user.id)).toEqual(user);
    expect(await agents.list()).toEqual([user]);
    expect(JSON.stringify(user)).not.toContain('argon2');
    const [row] = await audit.list(1);
    expect(row).toMatchObject({ actor: 'iwt user', action: 'user.create', target: 'Ünal' });
    expect(JSON.stringify(row)).not.toContain(goodPassword);
  });

  it('are refused with a bad value in any field', async () => {
    const { agents } = await made();
    const cases: [Partial<NewUser>, string, object][] = [
      [{ username: '  ' }, 'request.missing-data', { field: 'username', problem: 'missing' }],
      [{ username: 'x'.repeat(101) }, 'request.invalid', { field: 'username', problem: 'long' }],
      [{ username: 'ann\u202enna' }, 'request.invalid', { field: 'username', problem: 'unreadable' }],
      [{ username: 'ann\u0000' }, 'request.invalid', { field: 'username', problem: 'unreadable' }],
      [{ displayName: 'x'.repeat(129) }, 'request.invalid', { field: 'displayName', problem: 'long' }],
      [{ displayName: 'Ann\nExample' }, 'request.invalid', { field: 'displayName', problem: 'unreadable' }],
      [{ role: 'king' as never }, 'request.invalid', { field: 'role', problem: 'unknown' }],
      [{ workgroups: ['Nowhere'] }, 'request.invalid', { field: 'workgroups', problem: 'unknown' }],
      [{ password: '' }, 'request.missing-data', { field: 'password', problem: 'missing' }],
      [{ password: 'short' }, 'request.invalid', { field: 'password', problem: 'short' }],
      [{ password: 'password1' }, 'request.invalid', { field: 'password', problem: 'common' }],
      [{ username: 'annexample', password: 'annexample' }, 'request.invalid', { field: 'password', problem: 'name' }],
    ];
    for (const [change, code, details] of cases) {
      await expect(agents.create({ ...ann, ...change }, 'test')).rejects.toMatchObject({ code, details });
    }
    expect(await agents.list()).toEqual([]);
  });

  it('have their names to themselves, also when two are made at once', async () => {
    const { agents } = await made();
    const results = await Promise.allSettled(
      ['ann', 'Ann', 'ANN', 'Ann', ' ann'].map((username) => agents.create({ ...ann, username }, 'test')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const result of refused) expect(result.reason).toMatchObject({ code: 'account.exists' });
    expect(await agents.list()).toHaveLength(1);
  });

  it('sign in with their password in any spelling of the name, and with nothing else', async () => {
    const { agents, audit } = await made();
    const user = await agents.create(ann, 'test');
    expect(await agents.authenticate('aNN ', goodPassword, here)).toEqual(user);
    expect(await agents.authenticate('ann', `${goodPassword} `, here)).toBeNull();
    expect(await agents.authenticate('ann', goodPassword.toUpperCase(), here)).toBeNull();
    expect(await agents.authenticate('änn', goodPassword, here)).toBeNull();
    expect(await agents.authenticate('', goodPassword, here)).toBeNull();
    const rows = await audit.list(10);
    expect(rows.map((row) => row.action)).toEqual(expect.arrayContaining(['login', 'login.failed']));
    expect(JSON.stringify(rows)).not.toMatch(/seven grey|änn/i);
  });

  it('get no other answer for an unknown name than for a wrong password or an account that is off', async () => {
    const { agents } = await made();
    const user = await agents.create(ann, 'test');
    expect(await agents.authenticate('nobody', goodPassword, here)).toBeNull();
    expect(await agents.authenticate('ann', 'wrong horses', here)).toBeNull();
    await agents.setActive(user.id, false, 'test');
    expect(await agents.authenticate('ann', goodPassword, here)).toBeNull();
    expect(await agents.admits(user.id)).toBe(false);
    await agents.setActive(user.id, true, 'test');
    expect(await agents.authenticate('ann', goodPassword, here)).not.toBeNull();
  });

  it('are held up after five failures from one address, and not elsewhere', async () => {
    const { agents } = await made();
    await agents.create(ann, 'test');
    for (let i = 0; i < 5; i++) expect(await agents.authenticate('ann', 'wrong horses', here)).toBeNull();
    for (const password of ['wrong horses', goodPassword]) {
      await expect(agents.authenticate('ann', password, here)).rejects.toMatchObject({ code: 'login.limited' });
    }
    expect(await agents.authenticate('ann', goodPassword, '192.0.2.99')).not.toBeNull();
  });

  it('lose nothing of their limit when the password could not be checked', async () => {
    const passwords = createPasswords();
    let busy = true;
    const refused = () => Promise.reject(new IwtError('login.limited', 'busy'));
    const { agents } = people(await open(), {
      ...passwords,
      verify: (...given) => (busy ? refused() : passwords.verify(...given)),
    });
    await agents.create(ann, 'test');
    for (let i = 0; i < 9; i++) {
      await expect(agents.authenticate('ann', goodPassword, here)).rejects.toThrow('busy');
    }
    busy = false;
    expect(await agents.authenticate('ann', goodPassword, here)).not.toBeNull();
  });

  it('get a new password, which ends their sessions and tells open consoles', async () => {
    const { agents, sessions, changes } = await made();
    const user = await agents.create(ann, 'test');
    const held = { cookie: {}, subject: user.id } as never;
    await new Promise<void>((resolve, reject) =>
      sessions.set('sid', held, (e?: unknown) => (e ? reject(e) : resolve())),
    );
    await expect(agents.setPassword(user.id, 'password', 'test')).rejects.toMatchObject({ code: 'request.invalid' });
    await agents.setPassword(user.id, 'eight green horses', 'test');
    expect(await agents.authenticate('ann', goodPassword, here)).toBeNull();
    expect(await agents.authenticate('ann', 'eight green horses', here)).not.toBeNull();
    const left = await new Promise((resolve) => sessions.get('sid', (_error, found) => resolve(found)));
    expect(left).toBeNull();
    expect(changes.at(-1)).toEqual({ user: user.id, kind: 'ended' });
  });
});

describeEachDatabase('statuses', (open) => {
  async function made() {
    const all = people(await open());
    return { ...all, user: await all.agents.create(ann, 'test') };
  }

  it('are the documented ones', async () => {
    const { agents } = await made();
    const statuses = await agents.statuses();
    expect(statuses.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Available',
        'ACD - Agent not answering',
        'At lunch',
        'Do not disturb',
        'Follow up',
        'On vacation',
      ]),
    );
    expect(statuses.filter(({ available }) => available).map(({ name }) => name)).toEqual(['Available']);
  });

  it('remember since when, and since when somebody has been free', async () => {
    const { agents, user, clock, changes } = await made();
    clock.advance(1000);
    const free = await agents.setStatus(user.id, { status: 'AVAILABLE' });
    expect(free.status).toEqual({ name: 'Available', since: clock.now(), until: null, note: null, available: true });
    expect(free.lastAvailableSince).toBe(clock.now());
    const since = clock.now();
    clock.advance(5000);
    const again = await agents.setStatus(user.id, { status: 'Available', note: ' at my desk ' });
    expect(again.status).toMatchObject({ since, note: 'at my desk' });
    expect(again.lastAvailableSince).toBe(since);
    const until = clock.now() + 3_600_000;
    const lunch = await agents.setStatus(user.id, { status: 'At lunch', until });
    expect(lunch.status).toMatchObject({ name: 'At lunch', since: clock.now(), until, note: null, available: false });
    expect(lunch.lastAvailableSince).toBeNull();
    expect(changes.filter(({ kind }) => kind === 'status')).toHaveLength(3);
  });

  it('refuse what is not known or cannot be carried', async () => {
    const { agents, user } = await made();
    for (const [status, field] of [
      [{ status: 'Asleep' }, 'status'],
      [{ status: 'Available', until: 1 }, 'until'],
      [{ status: 'Available', note: 'x'.repeat(256) }, 'note'],
    ] as const) {
      await expect(agents.setStatus(user.id, status)).rejects.toMatchObject({
        code: 'request.invalid',
        details: { field },
      });
    }
    expect(await agents.find(user.id)).toEqual(user);
  });
});

describeEachDatabase('the first administrator', (open) => {
  const made = async () => people(await open());
  const first = { username: 'root', displayName: '', password: goodPassword };

  it('is made by a link that works once, and is kept nowhere in clear', async () => {
    const database = await open();
    const { agents } = people(database);
    const token = (await agents.setup.makeToken()) ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await database.knex('iwt_one_time_link').select())).not.toContain(token);
    expect(await agents.setup.works(token)).toBe(true);
    const user = await agents.setup.createAdministrator(token, first);
    expect(user).toMatchObject({ username: 'root', displayName: 'root', role: 'administrator' });
    expect(await agents.setup.works(token)).toBe(false);
    expect(await agents.setup.createAdministrator(token, { ...first, username: 'second' })).toBeUndefined();
    expect(await agents.setup.makeToken()).toBeUndefined();
    expect(await agents.list()).toHaveLength(1);
  });

  it('is one, however many links are used at once', async () => {
    const { agents } = await made();
    const tokens = await Promise.all(Array.from({ length: 4 }, () => agents.setup.makeToken()));
    const users = await Promise.all(
      [...tokens, ...tokens].map((token, i) =>
        agents.setup.createAdministrator(token ?? '', { ...first, username: `root${i}` }),
      ),
    );
    expect(users.filter(Boolean)).toHaveLength(1);
    expect(await agents.list()).toHaveLength(1);
  });

  it('cannot come from an old link, a wrong one, or one beside users', async () => {
    const { agents, clock } = await made();
    const token = (await agents.setup.makeToken()) ?? '';
    expect(await agents.setup.createAdministrator('guess', first)).toBeUndefined();
    clock.advance(24 * 3_600_000);
    expect(await agents.setup.createAdministrator(token, first)).toBeUndefined();
    const fresh = (await agents.setup.makeToken()) ?? '';
    await agents.create(ann, 'test');
    expect(await agents.setup.works(fresh)).toBe(false);
    expect(await agents.setup.createAdministrator(fresh, first)).toBeUndefined();
  });

  it('keeps the link when the password was refused', async () => {
    const { agents } = await made();
    const token = (await agents.setup.makeToken()) ?? '';
    await expect(agents.setup.createAdministrator(token, { ...first, password: '12345678' })).rejects.toMatchObject({
      details: { field: 'password', problem: 'pattern' },
    });
    expect(await agents.setup.createAdministrator(token, first)).toBeTruthy();
  });
});
