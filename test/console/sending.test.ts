import { describe, expect, it } from 'vitest';
import { ApiError } from '../../views/agent/sync/api.ts';
import { createBench, network, opened } from './console-engine.ts';

describe('sending', () => {
  it('shows at once and settles into one entry', async () => {
    const { bench, id } = await opened();
    bench.engine.send(id, 'hello');
    expect(bench.engine.store.get().outbox).toMatchObject([{ text: 'hello', status: 'sending' }]);
    await bench.settle();
    expect(bench.engine.store.get().outbox).toEqual([]);
    expect(bench.texts(id)).toEqual(['hello']);
    expect([...bench.kept.keys()]).toEqual([]);
  });

  it('does not double what the server took although its answer was lost', async () => {
    const { bench, id } = await opened();
    bench.fail('send', 'lost', 1);
    bench.connected = false;
    bench.engine.send(id, 'once');
    await bench.settle(1_000);
    expect(bench.calls.filter((call) => call === 'send once')).toHaveLength(2);
    bench.reconnect();
    await bench.settle();
    expect(bench.texts(id)).toEqual(['once']);
    expect(bench.engine.store.get().outbox).toEqual([]);
  });

  it('keeps the order through a broken network, and says what is not sent', async () => {
    const { bench, id } = await opened();
    bench.fail('send', network);
    bench.engine.send(id, 'one');
    bench.engine.send(id, 'two');
    await bench.settle(9_000);
    expect(bench.engine.store.get().outbox.map((message) => message.status)).toEqual(['failed', 'failed']);
    bench.fail('send', network, 0);
    bench.engine.send(id, 'three');
    await bench.settle();
    expect(bench.texts(id)).toEqual(['one', 'two', 'three']);
  });

  it('sends what waited as soon as the connection is back', async () => {
    const { bench, id } = await opened();
    bench.set({ online: false });
    bench.connected = false;
    bench.fail('send', network);
    bench.engine.send(id, 'later');
    await bench.settle(200);
    expect(bench.engine.store.get().outbox).toMatchObject([{ status: 'failed', failure: { kind: 'network' } }]);
    bench.fail('send', network, 0);
    bench.set({ online: true });
    bench.reconnect();
    await bench.settle();
    expect(bench.texts(id)).toEqual(['later']);
  });

  it('is connected again after the network was away, though the stream never broke', async () => {
    const { bench } = await opened();
    bench.set({ online: false });
    expect(bench.engine.store.get().connection).toBe('offline');
    bench.set({ online: true });
    expect(bench.engine.store.get().connection).toBe('live');
  });

  it('leaves a refused message to the agent', async () => {
    const { bench, id } = await opened();
    bench.fail('send', new ApiError(409, 'interaction.state'), 1);
    bench.engine.send(id, 'refused');
    await bench.settle();
    const [message] = bench.engine.store.get().outbox;
    expect(message).toMatchObject({ status: 'failed', failure: { kind: 'refused', code: 'interaction.state' } });
    bench.reconnect();
    await bench.settle();
    expect(bench.texts(id)).toEqual([]);
    bench.engine.discard(message?.clientMessageId ?? '');
    expect(bench.engine.store.get().drafts.get(id)).toBe('refused');
    bench.engine.send(id, 'refused');
    await bench.settle();
    expect(bench.texts(id)).toEqual(['refused']);
  });

  it('goes on after a reload, with drafts and messages of this user only', async () => {
    const { bench, id } = await opened();
    bench.fail('send', network);
    bench.engine.send(id, 'under way');
    bench.engine.draft(id, 'half a thou');
    await bench.settle();
    const again = createBench(bench.kept, bench.desk);
    again.engine.boot();
    again.engine.open(id);
    await again.settle(100);
    expect(again.texts(id)).toEqual(['under way']);
    expect(again.engine.store.get().drafts.get(id)).toBe('half a thou');
    again.desk.me = { ...again.desk.me, id: 'u2' };
    const other = createBench(bench.kept, again.desk);
    other.engine.boot();
    await other.settle();
    expect(other.engine.store.get().drafts.size).toBe(0);
  });
});
