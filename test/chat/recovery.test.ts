import { expect, it } from 'vitest';
import type { Iwt } from '../../lib/iwt.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb, type TestDatabase } from '../support/databases.ts';
import { openSite, type Site } from '../support/site.ts';
import { reconnectChat, startChat } from '../support/visitor.ts';
import { turns } from './world.ts';

const asked = { target: 'Support', name: 'Mary', telephone: '030 12345678', subject: 'Invoice 4711', address: '::1' };

function start(database: TestDatabase, clock: TestClock): Promise<Site> {
  return openSite({ database: database.url, migrate: true, defaultRegion: 'DE', runtime: { clock } });
}

/** Sites that start at once while time goes by, a second at a time as long as one of them waits. */
async function startLater(database: TestDatabase, clock: TestClock, count = 1) {
  let starting = count;
  let seconds = 0;
  await database.knex.raw('create table if not exists pace (at bigint)');
  const sites = Promise.all(Array.from({ length: count }, () => start(database, clock).finally(() => starting--)));
  while (starting > 0) {
    await turns(20);
    if ((await database.knex('iwt_node').where({ ready: 0 })).length === 0) continue;
    clock.advance(1000);
    seconds++;
    // Others have the time to say that they live: that has to reach the disk, and so does this.
    for (let write = 0; write < 10; write++) await database.knex('pace').insert({ at: clock.now() });
  }
  return { sites: await sites, seconds };
}

/** States of all interactions, chats first. */
async function states(database: TestDatabase): Promise<string[]> {
  const rows = await database.knex('iwt_interaction').orderBy([{ column: 'type', order: 'desc' }, { column: 'id' }]);
  return rows.map((row) => `${row.type} ${row.state}${row.end_code === null ? '' : ` ${row.end_code}`}`);
}

async function auditOf(database: TestDatabase) {
  const rows = await database.knex('iwt_audit').where({ action: 'recovery.end' }).select('actor', 'detail');
  return rows.map(({ actor, detail }) => ({ actor, ...JSON.parse(detail) }));
}

/** Two chats and a callback of which nobody has taken any, and the parameters as given; then everything is closed. */
async function before(database: TestDatabase, clock: TestClock, parameters: Readonly<Record<string, number>>) {
  const site = await start(database, clock);
  const visitor = await startChat(site.url);
  await visitor.poll();
  await startChat(site.url);
  await site.iwt.services.callbacks.create(asked as Parameters<Iwt['services']['callbacks']['create']>[0]);
  for (const [name, value] of Object.entries(parameters)) await site.iwt.services.params.set(name, value, 'test');
  expect(await states(database)).toEqual(['chat Offering', 'chat Offering', 'callback Offering']);
  return { site, visitor };
}

const kept = ['chat Offering', 'chat Offering', 'callback Offering'];
const chatsEnded = ['chat Disconnected System', 'chat Disconnected System', 'callback Offering'];
const callbackEnded = ['chat Offering', 'chat Offering', 'callback Disconnected System'];
const allEnded = ['chat Disconnected System', 'chat Disconnected System', 'callback Disconnected System'];

describeEachDatabase('a restart', (open) => {
  it.each([
    ['keeps everything when no parameter says otherwise', {}, kept, []],
    [
      'with Chat Interaction Recovery Enabled = 0 ends chats',
      { 'Chat Interaction Recovery Enabled': 0 },
      chatsEnded,
      [{ chats: 2, callbacks: 0 }],
    ],
    [
      'with Callback Interaction Recovery Enabled = 0 ends callbacks',
      { 'Callback Interaction Recovery Enabled': 0 },
      callbackEnded,
      [{ chats: 0, callbacks: 1 }],
    ],
    ['with PerformCleanRestart = 1 ends both', { PerformCleanRestart: 1 }, allEnded, [{ chats: 2, callbacks: 1 }]],
  ] as const)('%s', async (_, parameters, after, audit) => {
    const database = await open({ file: true });
    const clock = testClock();
    const { site, visitor } = await before(database, clock, parameters);
    await site.close();
    const again = await start(database, clock);
    expect(await states(database)).toEqual(after);
    expect(await auditOf(database)).toEqual(audit.map((detail) => ({ actor: 'start', ...detail })));
    const back = await reconnectChat(again.url, visitor.chatID);
    await back.poll();
    const gone = back.events.some(
      (event) => event.type === 'participantStateChanged' && event.state === 'disconnected',
    );
    expect(gone).toBe(after[0] !== 'chat Offering');
    // What begins now is not of before.
    const next = await startChat(again.url);
    await next.poll();
    expect((await states(database)).filter((state) => state === 'chat Offering').length).toBe(gone ? 1 : 3);
    await again.close();
  });
});

describeMariadb('PerformCleanRestart on several nodes', (open) => {
  it('ends nothing when a node joins one that lives, whenever the parameter was set', async () => {
    const database = await open();
    const clock = testClock();
    const { site } = await before(database, clock, { PerformCleanRestart: 1 });
    const joined = await startLater(database, clock);
    expect(joined.seconds).toBeLessThan(15);
    expect(await states(database)).toEqual(kept);
    await site.close();
    await joined.sites[0]?.close();
    const alone = await start(database, clock);
    expect(await states(database)).toEqual(allEnded);
    await alone.close();
    expect(await database.knex('iwt_node').select()).toEqual([]);
  });

  it('takes a node that was killed for dead once it does not say that it lives', async () => {
    const database = await open();
    const clock = testClock();
    const { site } = await before(database, clock, { PerformCleanRestart: 1 });
    await site.close();
    await database.knex('iwt_node').insert({ id: 'killed', until: clock.now() + 15_000, ready: 1 });
    const { sites, seconds } = await startLater(database, clock);
    expect(seconds).toBeGreaterThanOrEqual(15);
    expect(await states(database)).toEqual(allEnded);
    await sites[0]?.close();
  });

  it('is done by one of two nodes that start at once, before the other one begins', async () => {
    const database = await open();
    const clock = testClock();
    const { site } = await before(database, clock, { PerformCleanRestart: 1 });
    await site.close();
    const { sites } = await startLater(database, clock, 2);
    expect(await states(database)).toEqual(allEnded);
    expect(await auditOf(database)).toEqual([{ actor: 'start', chats: 2, callbacks: 1 }]);
    for (const one of sites) await one.close();
  });
});
