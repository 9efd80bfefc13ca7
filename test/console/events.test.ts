import { afterEach, expect, it } from 'vitest';
import type { Entry, InteractionSummary } from '../../lib/console/shapes.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { createReader, createWorld, salesQueue, type World } from './world.ts';

type Summary = Pick<InteractionSummary, 'id' | 'state' | 'mine' | 'unread'>;
interface Removed {
  readonly id: string;
  readonly removed: true;
}
interface Line {
  readonly interaction: string;
  readonly entry: Entry;
}

const session = (stands: () => Promise<boolean>, name = 'session') => ({ session: name, stands });
const always = async () => true;

describeEachDatabase('the event stream of agents', (open) => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  async function enter(): Promise<World> {
    world = await createWorld(await open());
    return world;
  }

  async function connect(on: World, user: string, lastEventId?: string, stands = always) {
    const reader = createReader();
    const cancel = await on.streams.open(on.user(user), session(stands), lastEventId, reader.sink, () => {});
    return { ...reader, cancel };
  }

  it('begins with where it stands', async () => {
    const on = await enter();
    await on.waiting();
    const ann = await connect(on, 'user-ann');
    expect(ann.received).toEqual([
      { event: 'ready', data: { position: String(on.journal.position()) }, id: on.journal.position() },
    ]);
    expect(on.streams.count()).toBe(1);
    ann.cancel();
    expect(on.streams.count()).toBe(0);
    expect(ann.ended()).toBe(true);
  });

  it('tells each agent what he may see, and takes away what he may not see any more', async () => {
    const on = await enter();
    const readers = {
      ann: await connect(on, 'user-ann'),
      bob: await connect(on, 'user-bob'),
      cyd: await connect(on, 'user-cyd'),
      sue: await connect(on, 'user-sue'),
    };
    type Name = keyof typeof readers;
    const id = await on.waiting();
    await on.say(id, 'hello');
    await on.give(id, 'user-ann', 'Alerting');
    await on.give(id, 'user-ann', 'Connected');
    await on.say(id, 'for Ann only');
    await on.end(id);
    await on.streams.settled();
    const states = (name: Name) =>
      (readers[name].of('interaction') as (Summary | Removed)[]).map((one) => ('state' in one ? one.state : 'removed'));
    const texts = (name: Name) =>
      (readers[name].of('entry') as Line[]).filter(({ entry }) => entry.text).map(({ entry }) => entry.text);
    expect(states('ann')).toEqual(['Offering', 'Offering', 'Alerting', 'Connected', 'Connected', 'Disconnected']);
    expect(texts('ann')).toEqual(['hello', 'for Ann only']);
    expect(states('bob')).toEqual(['Offering', 'Offering', 'removed']);
    expect(texts('bob')).toEqual(['hello']);
    expect(states('cyd')).toEqual([]);
    expect(states('sue')).toEqual([...states('ann'), 'removed']);
    expect(texts('sue')).toEqual(texts('ann'));
    expect((readers.ann.of('interaction') as Summary[]).map(({ mine }) => mine)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    expect((readers.sue.of('interaction') as Summary[]).every(({ mine }) => mine !== true)).toBe(true);
  });

  it('counts what an agent has not read, on all of his consoles', async () => {
    const on = await enter();
    const id = await on.waiting();
    await on.say(id, 'one');
    await on.give(id, 'user-ann', 'Connected');
    const first = await connect(on, 'user-ann');
    const second = await connect(on, 'user-ann');
    await on.say(id, 'two');
    await on.say(id, 'from the agent', 2);
    const unread = (reader: typeof first) => (reader.of('interaction') as Summary[]).at(-1)?.unread;
    await on.streams.settled();
    expect(unread(first)).toBe(2);
    const [summary] = await on.readModel.list(on.user('user-ann'));
    expect(summary?.unread).toBe(2);
    await on.read('user-ann', id, (summary?.version ?? 0) - 2);
    await on.streams.settled();
    expect([unread(first), unread(second)]).toEqual([1, 1]);
    await on.read('user-ann', id, 1);
    await on.streams.settled();
    expect(unread(first)).toBe(1);
    await on.read('user-ann', id, 1_000_000);
    await on.say(id, 'three');
    await on.streams.settled();
    expect([unread(first), unread(second)]).toEqual([1, 1]);
    expect((await on.readModel.list(on.user('user-ann')))[0]?.unread).toBe(1);
    // Another agent's marks are his own.
    expect((await on.readModel.list(on.user('user-sue')))[0]?.unread).toBe(3);
  });

  it('keeps the unread count when a chat goes back to the queue', async () => {
    const on = await enter();
    const id = await on.waiting();
    const bob = await connect(on, 'user-bob');
    await on.say(id, 'one');
    await on.streams.settled();
    await on.read('user-bob', id, 1_000);
    await on.give(id, 'user-ann', 'Connected');
    await on.say(id, 'two');
    await on.putBack(id);
    await on.streams.settled();
    expect((bob.of('interaction') as Summary[]).at(-1)).toMatchObject({ state: 'Offering', unread: 1 });
  });

  it('resumes with exactly what was missed', async () => {
    const on = await enter();
    const id = await on.waiting();
    await on.give(id, 'user-ann', 'Connected');
    const first = await connect(on, 'user-ann');
    await on.say(id, 'heard');
    await on.streams.settled();
    first.cancel();
    await on.say(id, 'missed 1');
    await on.say(id, 'missed 2');
    const hidden = await on.waiting(salesQueue);
    await on.say(hidden, 'not for Ann');
    const second = await connect(on, 'user-ann', first.lastId());
    await on.say(id, 'live');
    await on.streams.settled();
    expect((second.of('entry') as Line[]).map(({ entry }) => entry.text)).toEqual(['missed 1', 'missed 2', 'live']);
    expect(second.received.map(({ event }) => event)).toEqual([
      'interaction',
      'entry',
      'entry',
      'ready',
      'interaction',
      'entry',
    ]);
    expect(JSON.stringify(second.received)).not.toContain('not for Ann');
  });

  it('says after a resume what has gone meanwhile', async () => {
    const on = await enter();
    const id = await on.waiting();
    const first = await connect(on, 'user-bob');
    first.cancel();
    await on.give(id, 'user-ann', 'Connected');
    const second = await connect(on, 'user-bob', first.lastId());
    expect(second.of('interaction')).toEqual([{ id, removed: true }]);
  });

  it('starts anew when it cannot continue', async () => {
    const on = await enter();
    for (const lastEventId of ['nonsense', '999999999', '-1', '']) {
      const reader = await connect(on, 'user-ann', lastEventId);
      expect(reader.received.map(({ event }) => event)).toEqual(['reset', 'ready']);
    }
  });

  it('tells quiet streams how far they have got', async () => {
    const on = await enter();
    const ann = await connect(on, 'user-ann');
    await on.waiting(salesQueue);
    await on.streams.settled();
    on.clock.advance(15_000);
    await expect.poll(() => ann.of('position')).toEqual([{}]);
    expect(ann.lastId()).toBe(String(on.journal.position()));
  });

  it('brings typing to those who see the chat, and not to the typist', async () => {
    const on = await enter();
    const id = await on.waiting();
    await on.give(id, 'user-ann', 'Connected');
    const ann = await connect(on, 'user-ann');
    const bob = await connect(on, 'user-bob');
    const sue = await connect(on, 'user-sue');
    on.type({ interaction: id, party: 0, name: 'Vera', typing: true });
    const party = on.interactions.peek(id)?.parties.find(({ user }) => user === 'user-ann')?.party ?? -1;
    on.type({ interaction: id, party, name: 'Ann', typing: true });
    const vera = { interaction: id, name: 'Vera', typing: true };
    expect(ann.of('typing')).toEqual([vera]);
    expect(bob.of('typing')).toEqual([]);
    expect(sue.of('typing')).toEqual([vera, { interaction: id, name: 'Ann', typing: true }]);
  });

  it('tells a user what changed about him, and starts anew with new rights', async () => {
    const on = await enter();
    const ann = await connect(on, 'user-ann');
    on.change('user-ann', { displayName: 'Anna' });
    on.change('user-bob', { displayName: 'Rob' });
    await on.streams.settled();
    expect(ann.received.map(({ event }) => event)).toEqual(['ready', 'me']);
    on.change('user-ann', { role: 'administrator' });
    await on.streams.settled();
    expect(ann.received.map(({ event }) => event).slice(2)).toEqual(['me', 'reset']);
    await on.waiting(salesQueue);
    await on.streams.settled();
    expect(ann.of('interaction')).toHaveLength(1);
  });

  it('ends when the user is deactivated or the session ends', async () => {
    const on = await enter();
    let stands = true;
    const ann = await connect(on, 'user-ann', undefined, async () => stands);
    const other = await connect(on, 'user-ann');
    stands = false;
    on.clock.advance(15_000);
    await expect.poll(() => ann.ended()).toBe(true);
    expect(other.ended()).toBe(false);
    on.change('user-ann', { active: false }, 'ended');
    await on.streams.settled();
    expect(other.ended()).toBe(true);
    const late = await connect(on, 'user-ann');
    expect(late.ended()).toBe(true);
    expect(on.streams.count()).toBe(0);
  });

  it('ends the oldest of an agent who opens too many', async () => {
    const on = await enter();
    const readers = [];
    for (let n = 0; n < 17; n++) readers.push(await connect(on, 'user-ann'));
    expect(readers.map((reader) => reader.ended())).toEqual([true, ...Array(16).fill(false)]);
    expect(on.streams.count()).toBe(16);
  });

  it('keeps streams when the session cannot be looked up', async () => {
    const on = await enter();
    const ann = await connect(on, 'user-ann', undefined, () => Promise.reject(new Error('no database')));
    on.clock.advance(15_000);
    on.clock.advance(15_000);
    await on.streams.settled();
    expect(ann.ended()).toBe(false);
  });
});
