import { expect, it, onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { journalOn } from '../journal/made.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { startChat, type TestVisitor } from '../support/visitor.ts';
import { openSmtp } from '../transcripts/smtp.ts';

const hour = 3_600_000;
const looksMoved = '{"party":0,"moved":1}';

interface World {
  readonly site: Site;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly sue: TestAgent;
  set(name: string, value: string): Promise<void>;
  /** A chat of texts of 500 characters, each with something of its own; it is over. */
  chat(texts: number): Promise<{ visitor: TestVisitor; id: string }>;
}

async function enter(database: TestDatabase, more: IwtOptions = {}, clock = testClock()): Promise<World> {
  const site = await openSite({ database: database.url, migrate: false, runtime: { clock }, ...more });
  onTestFinished(() => site.close());
  const { params, agents } = site.iwt.services;
  if (!(await agents.findByName('sue'))) await site.addUser({ username: 'sue', role: 'supervisor' });
  const sue = await signIn(site.url, 'sue', testPassword);
  return {
    ...{ site, database, clock, sue },
    set: (name, value) => params.set(name, value, 'test'),
    async chat(texts) {
      const visitor = await startChat(site.url);
      const id = (await sue.find(({ state }) => state !== 'Disconnected'))?.id ?? '';
      await sue.act(id, 'pickup');
      await sue.say(id, 'What can I do for you?');
      for (let n = 0; n < texts; n++)
        await visitor.say(`${n} ä😀 ${'what a visitor says '.repeat(25)}`, `message ${n}`);
      await visitor.say(looksMoved);
      await visitor.exit();
      return { visitor, id };
    },
  };
}

/** Moves time on by an hour, until what was to be done then is done. */
async function anHourLater({ clock, database }: World, id: string): Promise<void> {
  clock.advance(hour);
  await handled(database, clock, id);
}

async function handled(database: TestDatabase, clock: TestClock, id: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    if ((await database.knex('iwt_timer').where({ id: `history:${id}` })).length === 0) return;
    clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`The timer of ${id} is still there.`);
}

/** Bytes that its events have in their own table. */
async function sizeOf({ knex }: TestDatabase, id: string): Promise<number> {
  const bodies: string[] = await knex('iwt_interaction_event').where({ interaction_id: id }).pluck('body');
  return bodies.reduce((bytes, body) => bytes + Buffer.byteLength(body), 0);
}

async function histories({ knex }: TestDatabase, id: string): Promise<string[]> {
  const rows: { bodies: Uint8Array }[] = await knex('iwt_interaction_history').where({ interaction_id: id });
  return rows.map(({ bodies }) => Buffer.from(bodies).toString('base64'));
}

/** Everything anybody can read of a chat, through a journal that has nothing in memory. */
async function read({ database, sue }: World, id: string) {
  const journal = await journalOn(database);
  const all = await journal.read(id, 0);
  const later = await journal.read(id, 5);
  const stream = (await journal.readFrom(0, 1000)).filter(({ interaction }) => interaction === id);
  await journal.close();
  const { transcript } = await sue.read(id);
  return { all, later, stream, transcript, texts: await sue.texts(id) };
}

describeEachDatabase('chats that have ended', (open) => {
  it('are compressed after an hour while EnableChatHistoryCompression is 1, and read the same', async () => {
    const world = await enter(await open({ file: true }));
    const { id } = await world.chat(300);
    const [before, size] = [await read(world, id), await sizeOf(world.database, id)];
    expect(before.texts).toContain(`visitor: ${looksMoved}`);
    world.clock.advance(hour - 1);
    expect(await histories(world.database, id)).toEqual([]);
    world.clock.advance(1);
    await handled(world.database, world.clock, id);
    const [packed = ''] = await histories(world.database, id);
    expect((await sizeOf(world.database, id)) + packed.length).toBeLessThan(size / 5);
    expect(await read(world, id)).toEqual(before);

    // The numbers in SQL are the same too.
    const { knex } = world.database;
    const said = knex('iwt_interaction_event')
      .where({ interaction_id: id })
      .whereRaw("json_extract(body, '$.party') = 0");
    expect(await said.where({ type: 'text' })).toHaveLength(301);
  });

  it('stay as they are while EnableChatHistoryCompression is 0', async () => {
    const world = await enter(await open({ file: true }));
    const { id } = await world.chat(20);
    const size = await sizeOf(world.database, id);
    await world.set('EnableChatHistoryCompression', '0');
    await anHourLater(world, id);
    expect(await sizeOf(world.database, id)).toBe(size);
    expect(await histories(world.database, id)).toEqual([]);
  });

  it('are compressed from ChatHistoryCompressionStartSize on', async () => {
    const world = await enter(await open({ file: true }));
    const [short, long] = [await world.chat(3), await world.chat(20)];
    await anHourLater(world, short.id);
    await handled(world.database, world.clock, long.id);
    expect(await histories(world.database, short.id)).toEqual([]);
    expect(await histories(world.database, long.id)).toHaveLength(1);

    const below = await world.chat(3);
    const texts = { interaction_id: below.id, type: 'text' };
    const bodies: string[] = await world.database.knex('iwt_interaction_event').where(texts).pluck('body');
    const size = bodies.reduce((bytes, body) => bytes + Buffer.byteLength(body), 0);
    await world.set('ChatHistoryCompressionStartSize', String(size + 1));
    await anHourLater(world, below.id);
    expect(await histories(world.database, below.id)).toEqual([]);
    const exact = await world.chat(3);
    await world.set('ChatHistoryCompressionStartSize', String(size));
    await anHourLater(world, exact.id);
    expect(await histories(world.database, exact.id)).toHaveLength(1);
  });

  it('are compressed once, however often EnableChatHistoryCompression has it tried, and take codes before and after', async () => {
    const world = await enter(await open({ file: true }));
    const { database, clock, sue } = world;
    const { id } = await world.chat(20);
    for (const code of ['SOLD', 'LOST']) {
      await database.knex('iwt_code').insert({ id: code, kind: 'wrapup', code, name: code, active: 1 });
    }
    const wrapUp = (wrapUpCode: string) => sue.call('PUT', `interactions/${id}/codes`, { wrapUpCode });
    clock.advance(1);
    expect((await wrapUp('SOLD')).status).toBe(200);
    const before = await read(world, id);
    const journals = [await journalOn(database), await journalOn(database)];
    // Several at once: one does it, the others may be refused.
    await Promise.allSettled([...journals, ...journals].map((journal) => journal.compress(id, 0)));
    const [packed] = await histories(database, id);
    expect(packed).toBeDefined();
    expect(await read(world, id)).toEqual(before);

    expect((await wrapUp('LOST')).status).toBe(200);
    const [after, size] = [await read(world, id), await sizeOf(database, id)];
    expect(after.all.slice(0, -1)).toEqual(before.all);
    expect(after.all.at(-1)).toMatchObject({ type: 'codes', body: { wrapUpCode: 'LOST' } });
    await anHourLater(world, id);
    for (const journal of journals) {
      await journal.compress(id, 0);
      await journal.close();
    }
    expect(await histories(database, id)).toEqual([packed]);
    expect(await sizeOf(database, id)).toBe(size);
    expect(await read(world, id)).toEqual(after);
    expect((await world.site.iwt.services.tracker.summary(id))?.wrapUpCode).toBe('LOST');
  });

  it('are compressed as EnableChatHistoryCompression says by the next start, if it stopped in between', async () => {
    const database = await open({ file: true });
    const world = await enter(database);
    const { id } = await world.chat(20);
    const before = await read(world, id);
    await world.site.close();
    world.clock.advance(2 * hour);
    const again = await enter(database, {}, world.clock);
    await handled(database, world.clock, id);
    const packed = await histories(database, id);
    expect(packed).toHaveLength(1);
    expect(await read(again, id)).toEqual(before);
    await again.site.close();

    // As if the node had died between what it did and the removal of the timer.
    const row = { id: `history:${id}`, kind: 'history', due_at: 0, payload: `{"interaction":"${id}"}` };
    await database.knex('iwt_timer').insert(row);
    const third = await enter(database, {}, world.clock);
    await handled(database, world.clock, id);
    expect(await histories(database, id)).toEqual(packed);
    expect(await read(third, id)).toEqual(before);
  });

  it('give the same transcript before and after EnableChatHistoryCompression acts', async () => {
    const smtp = await openSmtp();
    onTestFinished(() => smtp.close());
    const mailing = { smtp: smtp.url, mailFrom: 'chat@shop.example', siteUrl: 'https://shop.example' };
    const world = await enter(await open({ file: true }), mailing);
    await world.set('EnableWebTranscript', '1');
    const { id, visitor } = await world.chat(20);
    const transcript = async () => (await fetch(`${world.site.url}/transcript/${visitor.participantID}`)).text();
    const before = await transcript();
    expect(before).toContain(looksMoved);
    await anHourLater(world, id);
    expect(await histories(world.database, id)).toHaveLength(1);
    expect(await transcript()).toBe(before);
  });

  it('with damaged histories are not read as if nothing had been said', async () => {
    const world = await enter(await open({ file: true }));
    const { id } = await world.chat(20);
    await anHourLater(world, id);
    await world.database.knex('iwt_interaction_history').where({ interaction_id: id }).delete();
    const journal = await journalOn(world.database);
    await expect(journal.read(id, 0)).rejects.toThrow(`of interaction ${id} is not in iwt_interaction_history`);
    await journal.close();
  });
});
