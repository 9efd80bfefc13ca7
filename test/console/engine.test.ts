import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../views/agent/sync/api.ts';
import { type Bench, createBench, network, opened } from './console-engine.ts';

describe('the session', () => {
  it('ends without losing what was written, and goes on for the same person', async () => {
    const { bench, id } = await opened();
    bench.engine.draft(id, 'draft');
    bench.fail('send', new ApiError(401, 'login.required'), 1);
    bench.engine.send(id, 'message');
    bench.engine.draft(id, 'draft');
    await bench.settle();
    expect(bench.engine.store.get()).toMatchObject({ session: 'expired', open: id });
    expect(bench.engine.store.get().outbox).toMatchObject([{ text: 'message', status: 'sending' }]);
    await bench.engine.signIn('bob', 'secret');
    await bench.settle(100);
    expect(bench.texts(id)).toEqual(['message']);
    expect(bench.engine.store.get().drafts.get(id)).toBe('draft');
  });

  it('of somebody else shows and sends nothing of the one before', async () => {
    const { bench, id } = await opened();
    bench.fail('send', new ApiError(401, 'login.required'), 1);
    bench.engine.send(id, 'mine');
    bench.engine.draft(id, 'secret draft');
    await bench.settle();
    bench.desk.me = { ...bench.desk.me, id: 'u2', displayName: 'Carol' };
    await bench.engine.signIn('carol', 'secret');
    await bench.settle(10_000);
    expect(bench.engine.store.get()).toMatchObject({ session: 'active', open: undefined, outbox: [] });
    expect(bench.calls.filter((call) => call.startsWith('send'))).toHaveLength(1);
    expect([...bench.kept.values()].some((value) => value.includes('mine'))).toBe(true);
  });

  it('says when chats would be left behind', async () => {
    const { bench } = await opened();
    bench.fail('logout', new ApiError(409, 'interaction.state'), 1);
    expect(await bench.engine.signOut(false)).toBe('busy');
    expect(await bench.engine.signOut(true)).toBe('done');
    expect(bench.engine.store.get()).toMatchObject({ session: 'none', user: undefined });
    expect(bench.kept.size).toBe(0);
  });

  it('is looked for until the server answers', async () => {
    const bench = createBench();
    bench.fail('me', network, 2);
    bench.engine.boot();
    await bench.settle();
    expect(bench.engine.store.get().bootError).toBe('network');
    await bench.settle(7_000);
    expect(bench.engine.store.get().session).toBe('active');
  });
});

describe('reading', () => {
  it('marks only what is before the eyes', async () => {
    const { bench, id } = await opened();
    bench.engine.atEnd(false);
    bench.desk.say(id, 'out of sight');
    await bench.settle(500);
    expect(bench.calls.some((call) => call.startsWith('markRead'))).toBe(false);
    bench.set({ visible: false });
    bench.engine.atEnd(true);
    await bench.settle(500);
    expect(bench.calls.some((call) => call.startsWith('markRead'))).toBe(false);
    bench.set({ visible: true });
    await bench.settle(500);
    expect(bench.calls.filter((call) => call.startsWith('markRead'))).toEqual([`markRead ${id} 2`]);
    expect(bench.desk.list()[0]?.unread).toBe(0);
  });

  it('never marks what one only looks at', async () => {
    const bench = createBench();
    const id = bench.desk.start({ name: 'Ada', unread: 3 });
    bench.engine.boot();
    await bench.settle();
    bench.engine.open(id);
    bench.engine.atEnd(true);
    await bench.settle(1_000);
    expect(bench.calls.some((call) => call.startsWith('markRead'))).toBe(false);
  });

  it('says it again when the network swallowed it', async () => {
    const { bench, id } = await opened();
    bench.fail('markRead', network, 1);
    bench.desk.say(id, 'hello');
    await bench.settle(500);
    bench.reconnect();
    await bench.settle(500);
    expect(bench.desk.list()[0]?.unread).toBe(0);
  });
});

describe('the connection', () => {
  it('fetches what a dumb stream left out, soon after it shows', async () => {
    const { bench, id } = await opened();
    bench.connected = false;
    bench.desk.say(id, 'one');
    bench.connected = true;
    bench.desk.say(id, 'two');
    expect(bench.texts(id)).toEqual(['two']);
    await bench.settle(500);
    expect(bench.texts(id)).toEqual(['one', 'two']);
  });

  it('ends at the server’s truth, whatever was lost, repeated or reset', async () => {
    const step = fc.constantFrom('say', 'say', 'send', 'cut', 'resumed', 'reset', 'bare', 'start', 'remove', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { bench, id } = await opened();
        let count = 0;
        for (const what of steps) {
          count++;
          if (what === 'say') bench.desk.say(id, `v${count}`);
          else if (what === 'send') bench.engine.send(id, `a${count}`);
          else if (what === 'cut') bench.connected = false;
          else if (what === 'start') bench.desk.start({ name: `n${count}` });
          else if (what === 'remove') removeOther(bench, id);
          else if (what === 'wait') await bench.settle(300);
          else bench.reconnect(what as 'resumed');
        }
        bench.reconnect('resumed');
        await bench.settle(2_000);
        const truth = bench.desk.detail(id, 0);
        const { conversations, list, outbox } = bench.engine.store.get();
        expect(conversations.get(id)?.entries).toEqual(truth?.transcript);
        expect([...list.items.keys()].sort()).toEqual(
          bench.desk
            .list()
            .map((one) => one.id)
            .sort(),
        );
        expect(outbox).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('fetches by itself while the stream stays away', async () => {
    const { bench, id } = await opened();
    bench.connected = false;
    bench.engine.store.dispatch({ type: 'connection', connection: 'waiting' });
    bench.desk.say(id, 'hello');
    await bench.settle(6_000);
    expect(bench.texts(id)).toEqual(['hello']);
  });

  it('has the stream come back as soon as the server answers again', async () => {
    const { bench } = await opened();
    bench.fail('list', network, 2);
    bench.engine.store.dispatch({ type: 'connection', connection: 'waiting' });
    await bench.settle(5_000);
    expect(bench.calls).not.toContain('poke');
    await bench.settle(5_000);
    expect(bench.calls).toContain('poke');
  });
});

describe('actions', () => {
  it('tell when somebody else was faster', async () => {
    const bench = createBench();
    const id = bench.desk.start({ name: 'Ada' });
    bench.engine.boot();
    await bench.settle();
    bench.fail('pickup', new ApiError(409, 'interaction.state'), 1);
    await bench.engine.act(id, 'pickup');
    expect(bench.engine.store.get().notices).toMatchObject([
      { kind: 'error', text: 'act.pickup.late', values: { name: 'Ada' } },
    ]);
    expect(bench.engine.store.get().busy.size).toBe(0);
  });

  it('end a chat after what is under way there, and once', async () => {
    const { bench, id } = await opened();
    void bench.engine.act(id, 'hold');
    for (let pressed = 0; pressed < 2; pressed++) void bench.engine.act(id, 'disconnect');
    await bench.settle();
    const acted = bench.calls.filter((call) => /^(hold|disconnect)/.test(call));
    expect(acted.map((call) => call.split(' ')[0])).toEqual(['hold', 'disconnect']);
    expect(bench.engine.store.get().busy.size).toBe(0);
  });

  it('run once, however often the key is pressed', async () => {
    const { bench, id } = await opened();
    void bench.engine.act(id, 'hold');
    void bench.engine.act(id, 'hold');
    await bench.settle();
    expect(bench.calls.filter((call) => call.startsWith('hold'))).toHaveLength(1);
    expect(bench.engine.store.get().list.items.get(id)?.summary.state).toBe('Held');
  });
});

describe('typing', () => {
  it('is told in time, and taken back', async () => {
    const { bench, id } = await opened();
    bench.engine.draft(id, 'h');
    bench.engine.draft(id, 'he');
    await bench.settle(5_500);
    expect(bench.calls.filter((call) => call.startsWith('typing'))).toEqual(['typing true', 'typing false']);
    bench.engine.draft(id, 'hel');
    bench.engine.send(id, 'hel');
    await bench.settle();
    expect(bench.calls.filter((call) => call.startsWith('typing')).slice(2)).toEqual(['typing true', 'typing false']);
  });

  it('of the visitor is forgotten when nothing is heard, and ends with a message', async () => {
    const { bench, id } = await opened();
    bench.desk.typing(id, true);
    expect(bench.engine.store.get().typing.get(id)).toBe('Ada');
    bench.desk.say(id, 'done');
    expect(bench.engine.store.get().typing.has(id)).toBe(false);
    bench.desk.typing(id, true);
    await bench.settle(12_000);
    expect(bench.engine.store.get().typing.has(id)).toBe(false);
  });
});

function removeOther(bench: Bench, id: string): void {
  const other = bench.desk.list().find((one) => one.id !== id);
  if (other) bench.desk.remove(other.id);
}
