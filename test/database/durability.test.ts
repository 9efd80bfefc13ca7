import { expect, it } from 'vitest';
import { openDatabase } from '../../lib/database/connect.ts';
import { runChild } from '../support/children.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';

describeEachDatabase('a process that is killed', (open, dialect) => {
  it.each(dialect === 'sqlite' ? ['full', 'normal'] : ['full'])(
    'loses nothing that was said to be written, and leaves no half transaction (%s)',
    async (durability) => {
      const database = await open({ file: true });
      const child = runChild('test/database/writing-child.ts', [database.url, durability]);
      await child.printed('\n60\n');
      child.process.kill('SIGKILL');
      const { out, signal } = await child.ended;
      expect(signal).toBe('SIGKILL');
      const said = out.trim().split('\n').length;
      const again = openDatabase(database.url, { log: silentLog });
      const kept = (prefix: string) =>
        again.knex('iwt_counter').where('name', 'like', `${prefix}-%`).orderBy('value').pluck('value');
      const [first, second] = [await kept('first'), await kept('second')];
      expect(first).toEqual(second);
      expect(first.slice(0, said)).toEqual(Array.from({ length: said }, (_, index) => index + 1));
      expect(first.length).toBeLessThanOrEqual(said + 1);
      await again.close();
    },
  );
});
