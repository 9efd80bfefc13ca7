import { expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { people } from '../support/people.ts';

const hours = JSON.stringify({ zone: 'Europe/Berlin', week: { mon: [['09:00', '17:00']] }, exceptions: [] });

describeEachDatabase('settings of a workgroup', (open) => {
  it('have defaults, act at once here, and within seconds elsewhere', async () => {
    const database = await open();
    const { workgroups, clock } = people(database);
    const elsewhere = people(database);
    const { id } = await workgroups.create('Sales', 'test');
    const standard = {
      callbacksEnabled: true,
      callbackRetries: 3,
      callbackRetryMinutes: null,
      openingHours: null,
    };
    expect(await workgroups.settings(id)).toEqual(standard);
    expect(await elsewhere.workgroups.settings(id)).toEqual(standard);
    expect(await workgroups.settings('a user has a queue, too')).toEqual(standard);

    const told: string[] = [];
    const unwatch = workgroups.watch((changed) => told.push(changed));
    const change = { callbacksEnabled: false, callbackRetries: 0, callbackRetryMinutes: 10, openingHours: hours };
    const updated = await workgroups.update(' sales ', change, 'test');
    expect(updated).toMatchObject({ id, name: 'Sales', callbacksEnabled: false, callbackRetries: 0 });
    expect(told).toEqual([id]);
    expect(await workgroups.settings(id)).toEqual(change);
    elsewhere.clock.advance(2_999);
    expect(await elsewhere.workgroups.settings(id)).toEqual(standard);
    elsewhere.clock.advance(1);
    expect(await elsewhere.workgroups.settings(id)).toEqual(change);

    const back = { callbacksEnabled: null, callbackRetries: null, callbackRetryMinutes: 0, openingHours: null };
    await workgroups.update('Sales', back, 'test');
    expect(await workgroups.settings(id)).toEqual(standard);
    unwatch();
    await workgroups.update('Sales', { active: false }, 'test');
    expect(told).toEqual([id, id]);
    expect(await workgroups.find('SALES')).toMatchObject({ active: false });
    expect(await workgroups.find('Sale')).toBeUndefined();
    clock.advance(1);
  });

  it('refuse what is no setting, say which, and stay as they were', async () => {
    const database = await open();
    const { workgroups, audit } = people(database);
    const { id } = await workgroups.create('Sales', 'test');
    const before = [await workgroups.find('Sales'), await workgroups.settings(id), await audit.list(10)];
    const wrong: [object, string | undefined][] = [
      [{ chatMaxAssign: 1.5 }, 'chatMaxAssign'],
      [{ callbackUtilization: 101 }, 'callbackUtilization'],
      [{ callbackRetries: '3' }, 'callbackRetries'],
      [{ callbackRetries: 5, alertTimeout: Number.NaN }, 'alertTimeout'],
      [{ callbacksEnabled: 'yes' }, 'callbacksEnabled'],
      [{ active: null }, 'active'],
      [{ name: 'Other' }, undefined],
      [{ constructor: 1 }, undefined],
    ];
    for (const [change, field] of wrong) {
      const refused = await workgroups.update('Sales', change, 'test').catch((error) => error);
      expect(refused).toMatchObject({ code: 'request.invalid' });
      expect(refused.details?.field).toBe(field);
    }
    await expect(workgroups.update('Sales', { openingHours: '{"zone":"Mars"}' }, 'test')).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(workgroups.update('Sales', { active: undefined }, 'test')).rejects.toMatchObject({
      code: 'request.missing-data',
    });
    await expect(workgroups.update('Nowhere', { active: true }, 'test')).rejects.toMatchObject({ code: 'not-found' });
    expect([await workgroups.find('Sales'), await workgroups.settings(id), await audit.list(10)]).toEqual(before);
  });

  it('tell others of a user’s new limits and workgroups, and keep who is activated', async () => {
    const database = await open();
    const { agents, workgroups, changes } = people(database);
    const sales = await workgroups.create('Sales', 'test');
    await workgroups.create('Support', 'test');
    const given = { username: 'ann', role: 'agent', password: 'seven grey horses' } as const;
    const ann = await agents.create({ ...given, workgroups: ['Sales'] }, 'test');
    await database.knex('iwt_workgroup_member').where({ workgroup_id: sales.id }).update({ activated: 0 });
    const updated = await agents.update(ann.id, { callbackMaxAssign: 2, workgroups: ['Support', 'sales'] }, 'test');
    expect(updated).toMatchObject({
      callbackMaxAssign: 2,
      workgroups: [
        { name: 'Sales', activated: false },
        { name: 'Support', activated: true },
      ],
    });
    expect(changes.at(-1)).toEqual({ user: ann.id, kind: 'user' });
    expect((await agents.update(ann.id, { workgroups: [], callbackMaxAssign: null }, 'test')).workgroups).toEqual([]);
    await expect(agents.update(ann.id, { workgroups: ['Sales', 'No'] }, 'test')).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'workgroups' },
    });
    expect(await agents.find(ann.id)).toMatchObject({ workgroups: [], callbackMaxAssign: null });
  });
});
