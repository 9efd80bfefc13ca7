import { expect, it, onTestFinished } from 'vitest';
import { runChild } from '../support/children.ts';
import { describeEachDatabase, sqliteDatabase } from '../support/databases.ts';
import { goodPassword, people } from '../support/people.ts';

const ann = { username: 'ann', displayName: 'Ann Example', role: 'agent', password: goodPassword } as const;
const nothing = {
  listed: false,
  firstName: null,
  lastName: null,
  department: null,
  extension: null,
  publicEmail: null,
};

describeEachDatabase('what visitors may find of somebody', (open) => {
  async function made() {
    const all = people(await open());
    return { ...all, user: await all.agents.create(ann, 'test') };
  }

  it('is nothing until somebody says so', async () => {
    expect((await made()).user).toMatchObject(nothing);
  });

  it('is what was set, changed one by one, and taken back', async () => {
    const { agents, user, audit } = await made();
    const said = {
      listed: true,
      firstName: 'Ann',
      lastName: 'O’Example',
      department: 'R&D <Lamps>',
      extension: '103',
      publicEmail: 'ann@shop.example',
    };
    expect(await agents.update(user.id, { ...said, department: ' R&D <Lamps> ' }, 'test')).toMatchObject(said);
    expect(await agents.update(user.id, { extension: '104' }, 'test')).toMatchObject({ ...said, extension: '104' });
    const [row] = await audit.list(1);
    expect(row).toMatchObject({ action: 'user.update', target: 'ann', detail: { extension: '104' } });
    const back = { listed: false, firstName: '', lastName: null, department: ' ', extension: '', publicEmail: '' };
    expect(await agents.update(user.id, back, 'test')).toMatchObject(nothing);
  });

  it.each([
    ['firstName', 'x'.repeat(65), 'long'],
    ['department', 'x'.repeat(65), 'long'],
    ['extension', '1'.repeat(33), 'long'],
    ['lastName', 'Adams\u202eevil', 'unreadable'],
    ['publicEmail', 'ann', 'address'],
    ['publicEmail', 'ann@shop.example?bcc=eve@evil.example', 'address'],
  ])('is refused with a bad %s', async (field, value, problem) => {
    const { agents, user } = await made();
    await expect(agents.update(user.id, { [field]: value }, 'test')).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field, problem },
    });
    expect(await agents.find(user.id)).toMatchObject(nothing);
  });
});

it('is set with the command line', async () => {
  const data = await sqliteDatabase({ file: true });
  onTestFinished(() => data.drop());
  const { agents } = people(data);
  await agents.create(ann, 'test');
  const flags = ['--listed', 'on', '--first-name', 'Ann', '--last-name', 'Example', '--department', 'Sales'];
  const more = ['--extension', '103', '--public-email', 'ann@shop.example', '--database', data.url];
  const child = runChild('lib/cli/main.ts', ['user', 'set', 'ann', ...flags, ...more]);
  expect((await child.ended).err).toBe('');
  expect(await agents.findByName('ann')).toMatchObject({
    listed: true,
    firstName: 'Ann',
    lastName: 'Example',
    department: 'Sales',
    extension: '103',
    publicEmail: 'ann@shop.example',
  });
});
