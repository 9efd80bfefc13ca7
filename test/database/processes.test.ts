import { expect, it } from 'vitest';
import { latest, status } from '../../lib/database/migrate.ts';
import { migrations } from '../../migrations/migrations.ts';
import { type Child, runChild } from '../support/children.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { describeSchema } from './schema.ts';

const names = migrations.map(({ name }) => name);

function migrating(url: string, death = ''): Child {
  return runChild('test/database/migrating-child.ts', [url, death]);
}

async function ran(child: Child): Promise<string[]> {
  const { out, err, code } = await child.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out.slice('ready\n'.length));
}

/** Lets all begin at the same moment. */
async function go(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.printed('ready')));
  for (const child of children) child.process.stdin?.write('go\n');
}

describeEachDatabase('migrations of many processes', (open, dialect) => {
  it('run each once when eight begin together', async () => {
    const database = await open({ file: true, empty: true });
    const children = Array.from({ length: 8 }, () => migrating(database.url));
    await go(children);
    const all = await Promise.all(children.map(ran));
    expect(all.flat()).toEqual(names);
    expect((await status(database)).state).toBe('current');
    expect(await describeSchema(database)).toEqual(await describeSchema(await open()));
  });

  it('are continued by the next process when one is killed', async () => {
    const whole = await describeSchema(await open());
    for (const death of ['before:9', 'after:30', 'after:101', 'before:102']) {
      const database = await open({ file: true, empty: true });
      const killed = migrating(database.url, death);
      const others = death === 'after:101' ? [migrating(database.url), migrating(database.url)] : [];
      await go([killed]);
      expect((await killed.ended).signal).toBe('SIGKILL');
      await go(others);
      const left = (await Promise.all(others.map(ran))).flat();
      const rest = [...left, ...(await latest(database))];
      // SQLite takes everything back; MySQL has kept what was done.
      expect(names.slice(-rest.length)).toEqual(rest);
      if (dialect === 'sqlite') expect(rest).toEqual(names);
      else if (death !== 'before:9') expect(rest.length).toBeLessThan(names.length);
      expect((await status(database)).state).toBe('current');
      expect(await describeSchema(database)).toEqual(whole);
    }
  });

  it('lose nothing when one is killed while others wait', async () => {
    const database = await open({ file: true, empty: true });
    const killed = migrating(database.url, 'after:60');
    const others = Array.from({ length: 3 }, () => migrating(database.url));
    await Promise.all(others.map((child) => child.printed('ready')));
    await go([killed]);
    await go(others);
    const done = (await Promise.all(others.map(ran))).flat();
    expect(new Set(done).size).toBe(done.length);
    expect((await status(database)).state).toBe('current');
    expect(await describeSchema(database)).toEqual(await describeSchema(await open()));
  });
});
