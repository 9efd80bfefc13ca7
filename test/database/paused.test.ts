import { expect, it, onTestFinished } from 'vitest';
import { runChild } from '../support/children.ts';
import { describeMariadb } from '../support/databases.ts';

describeMariadb('a process that the machine pauses', (open) => {
  it('does not keep what it has locked from the others', async () => {
    const database = await open();
    await database.knex('iwt_counter').insert({ name: 'visit', value: 1 });
    const child = runChild('test/database/locking-child.ts', [database.url]);
    onTestFinished(() => {
      child.process.kill('SIGKILL');
      return child.ended.then(() => undefined);
    });
    await child.printed('locked');
    child.process.kill('SIGSTOP');
    expect(await database.knex('iwt_counter').where({ name: 'visit' }).update({ value: 3 })).toBe(1);

    child.process.kill('SIGCONT');
    expect((await child.ended).out).toContain('refused');
    expect(await database.knex('iwt_counter').where({ name: 'visit' }).pluck('value')).toEqual([3]);
  });
});
