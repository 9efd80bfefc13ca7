import { describe, expect, it, onTestFinished } from 'vitest';
import { runIwt } from '../support/children.ts';
import { describeMariadb, sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { people } from '../support/people.ts';

async function iwt(data: TestDatabase, ...args: string[]) {
  const child = runIwt([...args, '--database', data.url]);
  child.process.stdin?.end();
  return child.ended;
}

async function database(): Promise<TestDatabase> {
  const made = await sqliteDatabase({ file: true });
  onTestFinished(() => made.drop());
  return made;
}

const done = { code: 0, out: '', err: '' };

async function shown(data: TestDatabase, name: string): Promise<Record<string, unknown>> {
  return JSON.parse((await iwt(data, 'workgroup', 'show', name, '--json')).out);
}

describe('iwt workgroup', () => {
  it('sets a workgroup and shows how it is set', async () => {
    const data = await database();
    expect((await iwt(data, 'workgroup', 'add', 'Sales')).code).toBe(0);
    const standard = {
      name: 'Sales',
      active: true,
      members: 0,
      alertTimeout: 30,
      chatMaxAssign: 4,
      chatUtilization: 25,
      callbacksEnabled: true,
      callbackMaxAssign: 1,
      callbackUtilization: 50,
      callbackRetries: 3,
      callbackRetryMinutes: null,
      skillRelaxAfter: null,
      idleTime: null,
      idleGrace: null,
      idleWarning: null,
      idleDisconnect: null,
      openingHours: null,
    };
    expect(await shown(data, 'SALES')).toEqual(standard);
    const some = ['--callbacks', 'off', '--callback-retries', '5', '--callback-retry-minutes', '1'];
    const more = ['--callback-max-assign', '2', '--callback-utilization', '30', '--chat-max-assign', '0'];
    const rest = ['--chat-utilization', '10', '--alert-timeout', '45', '--active', 'off'];
    expect(await iwt(data, 'workgroup', 'set', 'sales', ...some, ...more, ...rest)).toEqual({ ...done, signal: null });
    expect(await shown(data, 'sales')).toEqual({
      ...standard,
      active: false,
      alertTimeout: 45,
      chatMaxAssign: 0,
      chatUtilization: 10,
      callbacksEnabled: false,
      callbackMaxAssign: 2,
      callbackUtilization: 30,
      callbackRetries: 5,
      callbackRetryMinutes: 1,
    });
    const idle = ['--idle-time', '60', '--idle-grace', '30', '--idle-warning', 'Still there, %1?'];
    await iwt(data, 'workgroup', 'set', 'sales', ...idle, '--idle-disconnect', 'Goodbye');
    const own = { idleTime: 60, idleGrace: 30, idleWarning: 'Still there, %1?', idleDisconnect: 'Goodbye' };
    expect(await shown(data, 'sales')).toMatchObject(own);
    const taken = ['--idle-time', 'default', '--idle-grace', 'default', '--idle-warning', 'default'];
    await iwt(data, 'workgroup', 'set', 'sales', ...taken, '--idle-disconnect', 'default');
    expect(await shown(data, 'sales')).toMatchObject({ idleTime: null, idleWarning: null, idleDisconnect: null });
    const back = ['--chat-max-assign', 'default', '--callback-max-assign', 'default', '--callback-retries', 'default'];
    await iwt(data, 'workgroup', 'set', 'Sales', ...back, '--callback-retry-minutes', '0', '--callbacks', 'on');
    const { out } = await iwt(data, 'workgroup', 'show', 'sales');
    expect(out).toMatch(/^Chat Max Assign +4$/m);
    expect(out).toMatch(/^Enable callbacks +yes$/m);
    expect(out).toMatch(/^Callback Max Assign +1$/m);
    expect(out).toMatch(/^Time between callbacks +Default Snooze Duration$/m);
    expect(out).toMatch(/^Opening hours +always open$/m);
    const [entry] = await people(data).audit.list(1);
    expect(entry).toMatchObject({ actor: 'iwt workgroup set', action: 'workgroup.update', target: 'Sales' });
    expect(entry?.detail).toEqual({
      chatMaxAssign: null,
      callbackMaxAssign: null,
      callbackRetries: null,
      callbackRetryMinutes: 0,
      callbacksEnabled: true,
    });
  });

  it.each([
    [['set', 'Sales'], /Say what to change of the workgroup\. \(request\.missing-data\)/],
    [['set', 'Nowhere', '--callbacks', 'on'], /There is no workgroup "Nowhere"\. \(not-found\)/],
    [['show', 'Nowhere'], /There is no workgroup "Nowhere"\. \(not-found\)/],
    [['set', 'Sales', '--callbacks', 'perhaps'], /must be "on" or "off"/],
    [['set', 'Sales', '--chat-max-assign', '-1'], /must be a whole number, or "default"/],
    [['set', 'Sales', '--chat-max-assign', '101', '--callbacks', 'off'], /from 0 to 100\. \(request\.invalid\)/],
    [['set', 'Sales', '--callback-retry-minutes', '10081'], /from 0 to 10080\. \(request\.invalid\)/],
    [['set', 'Sales', '--alert-timeout', '0'], /from 1 to 3600\. \(request\.invalid\)/],
  ])('refuses %j and changes nothing', async (args, message) => {
    const data = await database();
    await people(data).workgroups.create('Sales', 'test');
    const { code, err, out } = await iwt(data, 'workgroup', ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(await shown(data, 'Sales')).toMatchObject({ callbacksEnabled: true, chatMaxAssign: 4, alertTimeout: 30 });
  });
});

async function team(data: TestDatabase) {
  const rooms = people(data);
  for (const name of ['Sales', 'Support', 'Marketing']) await rooms.workgroups.create(name, 'test');
  const given = { username: 'ann', role: 'agent', password: 'seven grey horses' } as const;
  await rooms.agents.create({ ...given, workgroups: ['Sales'] }, 'test');
  const user = async () => {
    const found = await rooms.agents.findByName('ann');
    return { ...found, workgroups: found?.workgroups.map(({ name }) => name) };
  };
  return { ...rooms, user };
}

describe('iwt user set', () => {
  it('changes name, role, limits and workgroups, and takes limits back', async () => {
    const data = await database();
    const { user, audit } = await team(data);
    const limits = ['--chat-max-assign', '3', '--chat-utilization', '30'];
    const more = ['--callback-max-assign', '0', '--callback-utilization', '70'];
    const who = ['--role', 'supervisor', '--display-name', 'Ann E.', '--workgroup', 'support', 'MARKETING'];
    const set = await iwt(data, 'user', 'set', 'ANN', ...limits, ...more, ...who);
    expect(set).toMatchObject(done);
    expect(await user()).toMatchObject({
      displayName: 'Ann E.',
      role: 'supervisor',
      workgroups: ['Marketing', 'Support'],
      chatMaxAssign: 3,
      chatUtilization: 30,
      callbackMaxAssign: 0,
      callbackUtilization: 70,
    });
    expect(await audit.list(1)).toMatchObject([{ actor: 'iwt user set', action: 'user.update', target: 'ann' }]);
    await iwt(data, 'user', 'set', 'ann', '--join', 'sales', '--leave', 'Support', '--callback-max-assign', 'default');
    expect(await user()).toMatchObject({
      workgroups: ['Marketing', 'Sales'],
      chatMaxAssign: 3,
      callbackMaxAssign: null,
      callbackUtilization: 70,
    });
  });

  it.each([
    [['set', 'ann'], /Say what to change of the user\. \(request\.missing-data\)/],
    [['set', 'bob', '--role', 'agent'], /There is no user "bob"\. \(not-found\)/],
    [['set', 'ann', '--role', 'king'], /Allowed choices are agent, supervisor, administrator/],
    [['set', 'ann', '--display-name', ' '], /display name is missing/],
    [['set', 'ann', '--join', 'Nowhere'], /A workgroup is not known/],
    [['set', 'ann', '--leave', 'Support'], /does not belong to a workgroup "Support"/],
    [['set', 'ann', '--role', 'supervisor', '--callback-max-assign', '101'], /from 0 to 100\. \(request\.invalid\)/],
    [['set', 'ann', '--chat-utilization', 'much'], /must be a whole number, or "default"/],
  ])('refuses %j and changes nothing', async (args, message) => {
    const data = await database();
    const { user } = await team(data);
    const before = await user();
    const { code, err, out } = await iwt(data, 'user', ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(await user()).toEqual(before);
  });
});

describeMariadb('iwt workgroup and user on MariaDB', (open) => {
  it('set them', async () => {
    const data = await open();
    const { user } = await team(data);
    expect(await iwt(data, 'workgroup', 'set', 'sales', '--callback-retries', '9')).toMatchObject(done);
    expect(await shown(data, 'Sales')).toMatchObject({ callbackRetries: 9, members: 1 });
    const changes = ['--join', 'Support', '--leave', 'sales', '--callback-utilization', '5'];
    expect(await iwt(data, 'user', 'set', 'ann', ...changes)).toMatchObject(done);
    expect(await user()).toMatchObject({ workgroups: ['Support'], callbackUtilization: 5 });
  });
});
