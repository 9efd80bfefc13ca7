import { expect, it, onTestFinished } from 'vitest';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { openSite } from '../support/site.ts';

describeEachDatabase('queue/query', (openDatabase) => {
  async function open() {
    const database = await openDatabase({ file: true });
    const clock = testClock();
    const site = await openSite({ database: database.url, runtime: { clock } });
    onTestFinished(() => site.close());
    const ann = await site.addUser({ username: 'ann' });
    // Her console stays open.
    await database.knex('iwt_lease').insert({ user_id: ann, until: clock.now() + 86_400_000, node: 'n' });
    const set = (name: string, value: number) => site.iwt.services.params.set(name, value, 'test');
    const available = (name: string) =>
      site.iwt.services.agents.setStatus(ann, { status: name, until: undefined, note: undefined });
    async function ask(): Promise<number> {
      const answer = await fetch(`${site.url}/websvcs/queue/query`, {
        method: 'POST',
        body: JSON.stringify({ queueName: 'Support', queueType: 'Workgroup', participant: { name: 'Vera' } }),
      });
      return ((await answer.json()) as { queue: { agentsAvailable: number } }).queue.agentsAvailable;
    }
    return { clock, set, available, ask };
  }

  it('QueueQueryTime says how old an answer may be, at once', async () => {
    const { clock, set, available, ask } = await open();
    await set('QueueQueryTime', 10);
    await available('Available');
    expect(await ask()).toBe(1);
    await available('At Lunch');
    clock.advance(9_000);
    expect(await ask()).toBe(1);
    clock.advance(1_000);
    expect(await ask()).toBe(0);
    await available('Available');
    expect(await ask()).toBe(0);
    await set('QueueQueryTime', 0);
    expect(await ask()).toBe(1);
  });

  it('QueueQueryIdleAbortTime says when an answer is dropped that nobody asks for', async () => {
    const { clock, set, available, ask } = await open();
    await set('QueueQueryTime', 3_600);
    await set('QueueQueryIdleAbortTime', 30);
    await available('Available');
    expect(await ask()).toBe(1);
    await available('At Lunch');
    for (let asked = 0; asked < 3; asked++) {
      clock.advance(29_000);
      expect(await ask()).toBe(1);
    }
    clock.advance(30_000);
    expect(await ask()).toBe(0);
  });
});
