import { createEngine, type Engine } from '../../views/agent/engine.ts';
import type { Environment } from '../../views/agent/environment.ts';
import type { Storage } from '../../views/agent/runtime/storage.ts';
import { type Api, ApiError } from '../../views/agent/sync/api.ts';
import type { Stream, StreamOptions } from '../../views/agent/sync/stream.ts';
import type { InteractionSummary, StreamEvent } from '../../views/agent/wire.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { createFakeDesk, type FakeDesk } from './fake-desk.ts';

/** The console without a screen, against a desk in memory and a clock that is moved by hand. */
export interface Bench {
  readonly engine: Engine;
  readonly desk: FakeDesk;
  readonly clock: TestClock;
  readonly kept: Map<string, string>;
  /** Names of the calls so far. */
  readonly calls: string[];
  /** What a call meets instead of its answer: an error before, or (`lost`) after it acted. Counted down by `times`. */
  fail(call: string, error: ApiError | 'lost', times?: number): void;
  /** Events reach the page only while this is true. */
  connected: boolean;
  /** The stream is back: with what was missed, or, if `reset`, without. */
  reconnect(how?: 'resumed' | 'reset' | 'bare'): void;
  set(some: { visible?: boolean; online?: boolean }): void;
  /** Lets all answers arrive that are on their way, and what they cause. */
  settle(ms?: number): Promise<void>;
  texts(id: string): (string | undefined)[];
}

export const network = new ApiError(0, 'network');

export function createBench(kept = new Map<string, string>(), desk?: FakeDesk): Bench {
  const clock = testClock();
  const own = desk ?? createFakeDesk(clock.now);
  const failures = new Map<string, { error: ApiError | 'lost'; times: number }>();
  const watchers = new Set<() => void>();
  const state = { visible: true, online: true };
  let on: Pick<StreamOptions, 'onEvent' | 'onState' | 'onUnauthorized'> | undefined;
  let seen = own.events.length;
  let ids = 0;

  const call = async <T>(name: string, run: () => T): Promise<T> => {
    bench.calls.push(name);
    await Promise.resolve();
    const failure = failures.get(name.split(' ')[0] as string);
    if (failure && failure.times-- > 0) {
      if (failure.error !== 'lost') throw failure.error;
      run();
      throw network;
    }
    return run();
  };
  const found = <T>(value: T | undefined): T => {
    if (value === undefined) throw new ApiError(404, 'interaction.unknown');
    return value;
  };
  const api: Api = {
    login: (username, password) => call(`login ${username} ${password}`, () => own.me),
    logout: () => call('logout', () => undefined),
    me: () => call('me', () => own.me),
    setStatus: ({ status }) => call(`status ${status}`, () => own.setStatus(status)),
    statuses: () => call('statuses', () => own.statuses),
    list: () => call('list', () => own.list()),
    read: (id, after) => call(`read ${id} ${after}`, () => found(own.detail(id, after))),
    act: (id, action) => call(`${action} ${id}`, () => own.set(id, { state: states[action], mine: true })),
    send: (id, { text, clientMessageId }) => call(`send ${text}`, () => void own.send(id, text, clientMessageId)),
    typing: (_id, typing) => call(`typing ${typing}`, () => undefined),
    markRead: (id, seq) => call(`markRead ${id} ${seq}`, () => own.read(id, seq)),
    callback: (id, step) => call(`callback ${JSON.stringify(step)}`, () => own.step(id, step)),
    note: (id, text) => call(`note ${text}`, () => own.note(id, text)),
    setCodes: (id, codes) => call(`setCodes ${JSON.stringify(codes)}`, () => own.setCodes(id, codes)),
    codes: () => call('codes', () => own.codes),
    timeline: (id) => call(`timeline ${id}`, () => own.timeline(id)),
  };
  const stream: Stream = {
    start() {
      on?.onState('connecting');
      if (bench.connected) bench.reconnect('bare');
    },
    stop: () => undefined,
    poke: () => void bench.calls.push('poke'),
    renew() {
      if (bench.connected) bench.reconnect();
    },
  };
  const environment: Environment = {
    visible: () => state.visible,
    focused: () => state.visible,
    online: () => state.online,
    watch(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
  own.onEvent = ({ id, event, data }) => {
    if (!bench.connected) return;
    seen = Math.max(seen, id);
    on?.onEvent(asEvent(event, data));
  };

  const bench: Bench = {
    desk: own,
    clock,
    kept,
    calls: [],
    connected: true,
    fail: (name, error, times = Number.POSITIVE_INFINITY) => void failures.set(name, { error, times }),
    reconnect(how = 'resumed') {
      bench.connected = true;
      if (how === 'resumed') for (const { event, data } of own.events.slice(seen)) on?.onEvent(asEvent(event, data));
      if (how === 'reset') on?.onEvent({ type: 'reset' });
      seen = own.events.length;
      on?.onState('live');
      on?.onEvent({ type: 'ready' });
    },
    set(some) {
      Object.assign(state, some);
      for (const watcher of watchers) watcher();
    },
    async settle(ms = 0) {
      for (let step = 0; step <= ms; step += 50) {
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        clock.advance(Math.min(50, ms));
      }
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    },
    texts: (id) =>
      (engine.store.get().conversations.get(id)?.entries ?? [])
        .filter((one) => one.kind === 'text')
        .map((one) => one.text),
    engine: undefined as unknown as Engine,
  };
  const engine = createEngine({
    api,
    createStream: (listeners) => {
      on = listeners;
      return stream;
    },
    clock,
    storage: mapStorage(kept),
    newId: () => `message-${kept.size}-${++ids}`,
    environment,
  });
  return Object.assign(bench, { engine });
}

/** With one chat of mine that is open and in sight. */
export async function opened(bench = createBench()): Promise<{ bench: Bench; id: string }> {
  const id = bench.desk.start({ state: 'Connected', mine: true, name: 'Ada' });
  bench.engine.boot();
  await bench.settle();
  bench.engine.open(id);
  bench.engine.atEnd(true);
  await bench.settle(100);
  return { bench, id };
}

const states = { pickup: 'Connected', hold: 'Held', resume: 'Connected', disconnect: 'Disconnected' } as const;

function asEvent(event: string, data: unknown): StreamEvent {
  const fields = data as Record<string, unknown>;
  if (event === 'interaction' && fields.removed) return { type: 'removed', id: fields.id as string };
  if (event === 'interaction') return { type: 'interaction', summary: data as InteractionSummary };
  if (event === 'me') return { type: 'me', user: data } as StreamEvent;
  return { type: event, ...fields } as StreamEvent;
}

function mapStorage(kept: Map<string, string>): Storage {
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
    all: (prefix) =>
      new Map(
        [...kept].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]),
      ),
  };
}
