import { describe, expect, it } from 'vitest';
import { createLocalBus, createLocalHub } from '../../lib/cluster/bus-local.ts';
import { silentLog } from '../support/databases.ts';

describe('the local bus', () => {
  it('hands messages to its own subscribers at once, by topic, until they leave', () => {
    const bus = createLocalBus(silentLog);
    const heard: unknown[] = [];
    const leave = bus.subscribe('a', (message, own) => heard.push([message, own]));
    bus.subscribe('b', () => heard.push('b'));
    bus.publish('a', { n: 1 });
    leave();
    bus.publish('a', { n: 2 });
    bus.publish('c', {});
    expect(heard).toEqual([[{ n: 1 }, true]]);
  });

  it('hands copies to the other nodes of its hub, in order, later', async () => {
    const hub = createLocalHub();
    const [one, two, three] = [
      createLocalBus(silentLog, hub),
      createLocalBus(silentLog, hub),
      createLocalBus(silentLog, hub),
    ];
    const heard: unknown[] = [];
    one.subscribe('a', (_, own) => heard.push(`one ${own}`));
    two.subscribe('a', (message, own) => heard.push(message, `two ${own}`));
    three.subscribe('a', () => heard.push('three'));
    await three.close();
    const message = { n: 1, gone: undefined };
    one.publish('a', message);
    one.publish('a', { n: 2 });
    expect(heard).toEqual(['one true', 'one true']);
    await Promise.resolve();
    expect(heard.slice(2)).toEqual([{ n: 1 }, 'two false', { n: 2 }, 'two false']);
    expect(heard[2]).not.toBe(message);
  });

  it('lets no subscriber harm another, nor the publisher', () => {
    const errors: string[] = [];
    const bus = createLocalBus({ ...silentLog, error: (_, message) => errors.push(message) });
    const heard: string[] = [];
    bus.subscribe('a', () => {
      throw new Error('bad');
    });
    const leave = bus.subscribe('a', () => {
      heard.push('first');
      leave();
    });
    bus.subscribe('a', () => heard.push('second'));
    bus.publish('a', {});
    bus.publish('a', {});
    expect(heard).toEqual(['first', 'second', 'second']);
    expect(errors).toHaveLength(2);
  });
});
