import { expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import type { Database } from '../../lib/database/connect.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { createSkills, heldSkills } from '../../lib/skills/skills.ts';
import { addAgent, addWorkgroup } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';

const by = 'test';

function skillsOn(database: Database) {
  const runtime = { clock: testClock(), ids: systemIds, log: silentLog };
  const audit = createAudit({ database, runtime });
  return { skills: createSkills({ database, runtime, audit }), audit, clock: runtime.clock };
}

const refusal = (code: string, message?: string) => ({ code, ...(message === undefined ? {} : { message }) });

describeEachDatabase('skills', (open) => {
  it('are added, given and taken, by names in any letter case, and every change is in the audit', async () => {
    const database = await open();
    const { skills, audit } = skillsOn(database);
    const sales = await addWorkgroup(database, 'Sales');
    await addAgent(database, 'Ann', [sales]);
    let changes = 0;
    skills.watch(() => {
      changes += 1;
    });
    await skills.add(' Windows ', by);
    await skills.add('UNIX', by);
    await expect(skills.add('wINDOWS', by)).rejects.toMatchObject(refusal('account.exists'));
    for (const name of ['a|b', 'x'.repeat(65), 'a\nb']) {
      await expect(skills.add(name, by)).rejects.toMatchObject(refusal('request.invalid'));
    }
    await expect(skills.add('  ', by)).rejects.toMatchObject(refusal('request.missing-data'));
    const ann = { kind: 'user', name: 'aNN' } as const;
    await skills.assign('windows', ann, {}, by);
    await skills.assign('UNIX', { kind: 'workgroup', name: 'sales' }, { proficiency: 40, desire: 10 }, by);
    expect(await skills.list()).toEqual([
      { name: 'UNIX', users: [], workgroups: [{ name: 'Sales', proficiency: 40, desire: 10 }] },
      { name: 'Windows', users: [{ name: 'Ann', proficiency: 1, desire: 0 }], workgroups: [] },
    ]);
    await skills.assign('Windows', ann, { proficiency: 70, desire: 100 }, by);
    expect((await skills.list())[1]?.users).toEqual([{ name: 'Ann', proficiency: 70, desire: 100 }]);
    for (const values of [
      { proficiency: 0 },
      { proficiency: 101 },
      { proficiency: 1.5 },
      { desire: -1 },
      { desire: 101 },
    ]) {
      await expect(skills.assign('Windows', ann, values, by)).rejects.toMatchObject(refusal('request.invalid'));
    }
    await expect(skills.assign('Linux', ann, {}, by)).rejects.toMatchObject(
      refusal('not-found', 'There is no skill "Linux".'),
    );
    await expect(skills.assign('UNIX', { kind: 'user', name: 'bob' }, {}, by)).rejects.toMatchObject(
      refusal('not-found', 'There is no user "bob".'),
    );
    await skills.unassign('windows', ann, by);
    await expect(skills.unassign('Windows', ann, by)).rejects.toMatchObject(refusal('not-found'));
    await skills.remove('unix', by);
    expect(await skills.list()).toEqual([{ name: 'Windows', users: [], workgroups: [] }]);
    expect(await database.knex('iwt_workgroup_skill')).toEqual([]);
    expect(changes).toBe(5);
    expect((await audit.list(20)).map(({ action, target }) => `${action} ${target}`).reverse()).toEqual([
      'skill.add Windows',
      'skill.add UNIX',
      'skill.assign Windows',
      'skill.assign UNIX',
      'skill.assign Windows',
      'skill.unassign Windows',
      'skill.remove UNIX',
    ]);
  });

  it('come from an agent himself and from his workgroups, and his own values win', async () => {
    const database = await open();
    const { skills } = skillsOn(database);
    const sales = await addWorkgroup(database, 'Sales');
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [sales, support]);
    const bob = await addAgent(database, 'bob', []);
    for (const name of ['law', 'tax', 'war']) await skills.add(name, by);
    await skills.assign('law', { kind: 'user', name: 'ann' }, { proficiency: 5, desire: 1 }, by);
    await skills.assign('law', { kind: 'workgroup', name: 'Sales' }, { proficiency: 90 }, by);
    await skills.assign('tax', { kind: 'workgroup', name: 'Sales' }, { proficiency: 20 }, by);
    await skills.assign('tax', { kind: 'workgroup', name: 'Support' }, { proficiency: 30 }, by);
    const ids = new Map((await database.knex('iwt_skill')).map(({ id, name }) => [id, name]));
    const held = async () => {
      const found = (await heldSkills([ann.id, bob.id], database.knex)).get(ann.id) ?? new Map();
      return Object.fromEntries(
        [...found].map(([id, { proficiency, desire }]) => [ids.get(id), [proficiency, desire]]),
      );
    };
    expect(await held()).toEqual({ law: [5, 1], tax: [30, 0] });
    await database.knex('iwt_workgroup').where({ id: support }).update({ active: 0 });
    expect(await held()).toEqual({ law: [5, 1], tax: [20, 0] });
    await skills.unassign('law', { kind: 'user', name: 'ann' }, by);
    expect(await held()).toEqual({ law: [90, 0], tax: [20, 0] });
    // A workgroup that gives agents nothing is not ACD.
    await database.knex('iwt_workgroup').where({ id: sales }).update({ chat_max_assign: 0, callback_max_assign: 0 });
    expect(await held()).toEqual({});
    await expect(skills.assign('war', { kind: 'workgroup', name: 'Sales' }, {}, by)).rejects.toMatchObject(
      refusal('request.invalid', 'The workgroup Sales is not ACD (its Max Assign is 0), so it cannot carry skills.'),
    );
    await database.knex('iwt_workgroup').where({ id: sales }).update({ callback_max_assign: null });
    expect(await held()).toEqual({ law: [90, 0], tax: [20, 0] });
    expect((await heldSkills([bob.id], database.knex)).size).toBe(0);
  });

  it('are meant by what tables say, of which the two of the manual are there', async () => {
    const database = await open();
    const { skills } = skillsOn(database);
    expect(await skills.tables()).toEqual([
      { name: 'ININ_Language', category: 'Language', rows: [] },
      { name: 'ININ_Product', category: 'Product', rows: [] },
    ]);
    await skills.add('CIC', by);
    await skills.add('billing', by);
    await skills.map('inin_product', { external: 'Customer Interaction Center', skill: 'cic', minimum: 1 }, by);
    await skills.map('ININ_Product', { external: 'Invoices', skill: 'CIC', minimum: 1 }, by);
    await skills.map('ININ_Product', { external: 'INVOICES', skill: 'billing', minimum: 40 }, by);
    await skills.addTable('Regions', 'Region', by);
    for (const [name, category] of [
      ['regions', 'Other'],
      ['Other', 'rEGION'],
    ] as const) {
      await expect(skills.addTable(name, category, by)).rejects.toMatchObject(refusal('account.exists'));
    }
    expect((await skills.tables())[1]?.rows).toEqual([
      { external: 'Customer Interaction Center', skill: 'CIC', minimum: 1 },
      { external: 'INVOICES', skill: 'billing', minimum: 40 },
    ]);
    const row = { external: 'x', skill: 'CIC', minimum: 1 };
    await expect(skills.map('Nowhere', row, by)).rejects.toMatchObject(refusal('not-found'));
    await expect(skills.map('Regions', { ...row, skill: 'none' }, by)).rejects.toMatchObject(refusal('not-found'));
    await expect(skills.map('Regions', { ...row, minimum: 101 }, by)).rejects.toMatchObject(refusal('request.invalid'));
    await expect(skills.unmap('Regions', 'x', by)).rejects.toMatchObject(
      refusal('not-found', 'The table Regions has no row "x".'),
    );
    await skills.unmap('ININ_Product', 'customer interaction center', by);
    await skills.remove('billing', by);
    await skills.removeTable('regions', by);
    expect((await skills.tables()).map(({ name, rows }) => [name, rows.length])).toEqual([
      ['ININ_Language', 0],
      ['ININ_Product', 0],
    ]);
  });

  it('are added once, however many ask at once', async () => {
    const database = await open();
    const { skills } = skillsOn(database);
    const outcomes = await Promise.allSettled(['a', 'A', 'a', ' A'].map((name) => skills.add(name, by)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject(refusal('account.exists'));
    }
    const tables = await Promise.allSettled(['t', 'T', 't'].map((name) => skills.addTable(name, 'Kind', by)));
    expect(tables.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tables) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject(refusal('account.exists'));
    }
  });
});
