import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpRequest, Ports, Store, StreamHandlers } from '../../views/visitor/client/ports.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import type { FakeChat } from './fake-chat.ts';

/** The ways in which a network lies between the client and the fake server. All may be changed at any time. */
export interface Network {
  readonly ports: Ports;
  readonly clock: TestClock;
  /** `ok`; `down`: nothing arrives; `deaf`: requests arrive, answers do not; a number: the HTTP status of all answers. */
  http: 'ok' | 'down' | 'deaf' | number;
  /** Servers (by the last word of their path) that answer with a status instead. */
  readonly dead: Map<string, number>;
  /** `ok`; `refused`; `silent`: opens, but nothing comes through, not even heartbeats. */
  stream: 'ok' | 'refused' | 'silent';
  /** Ends all open streams. */
  cut(): void;
  online: boolean;
  /** `METHOD path?query` of every request, streams as `STREAM`. */
  readonly log: string[];
  /** Lets everything that can happen without time passing happen. */
  settle(): Promise<void>;
  /** Moves time on in steps, so that answers are handled between them. */
  pass(ms: number): Promise<void>;
}

export function mapStore(): Store {
  const map = new Map<string, string>();
  return {
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    keys: (prefix) => [...map.keys()].filter((key) => key.startsWith(prefix)),
  };
}

const HEARTBEAT = 15_000;

export function createNetwork(
  server: FakeChat,
  shared: { local?: Store; tab?: Store; clock?: TestClock } = {},
): Network {
  const clock = shared.clock ?? testClock();
  const open = new Set<() => void>();

  const network: Network = {
    clock,
    http: 'ok',
    stream: 'ok',
    online: true,
    dead: new Map(),
    log: [],
    cut() {
      for (const end of [...open]) end();
    },
    async settle() {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    async pass(ms) {
      await network.settle();
      for (let gone = 0; gone < ms; gone += 500) {
        clock.advance(Math.min(500, ms - gone));
        await network.settle();
      }
    },
    ports: {
      clock,
      local: shared.local ?? mapStore(),
      tab: shared.tab ?? mapStore(),
      online: () => network.online,
      guid: () => randomUUID(),
      random: () => 0.5,
      http: (request) =>
        new Promise<HttpAnswer>((resolve) => {
          setImmediate(() => {
            const answer = exchange(request);
            if (answer) resolve(answer);
            else clock.after(request.timeout, () => resolve({ status: 0, body: '' }));
          });
        }),
      stream: (address, handlers) => openStream(new URL(address, 'http://fake'), handlers),
    },
  };

  /** Undefined: no answer comes. */
  function exchange(request: HttpRequest): HttpAnswer | undefined {
    const url = new URL(request.url, 'http://fake');
    network.log.push(`${request.method} ${url.pathname}${url.search}`);
    const dead = deadStatus(network, url.pathname);
    if (network.http === 'down') return undefined;
    if (dead !== undefined) return { status: dead, body: '' };
    if (typeof network.http === 'number') return { status: network.http, body: '' };
    const answer = server.handle(request.method, url.pathname, url.searchParams, request.body ?? '');
    return network.http === 'deaf' ? undefined : answer;
  }

  function openStream(url: URL, handlers: StreamHandlers): () => void {
    network.log.push(`STREAM ${url.pathname}${url.search}`);
    let unsubscribe: (() => void) | undefined;
    let beat = (): void => {};
    const end = (): void => {
      open.delete(fail);
      beat();
      unsubscribe?.();
    };
    const fail = (): void => {
      end();
      handlers.failed();
    };
    // What once swallowed something will not bring the rest: a connection has no holes.
    let silent = false;
    const tell = (name: string, data: string): void => {
      silent ||= network.stream === 'silent';
      if (!silent) handlers.event(name, data);
    };
    const ping = (): void => {
      tell('ping', '{}');
      beat = clock.after(HEARTBEAT, ping);
    };
    setImmediate(() => {
      const id = url.pathname.split('/').pop() ?? '';
      if (network.stream === 'refused' || network.http !== 'ok' || deadStatus(network, url.pathname)) return fail();
      open.add(fail);
      handlers.opened();
      ping();
      const push = (events: readonly unknown[]): void => {
        tell('chat', JSON.stringify({ events }));
      };
      unsubscribe = server.subscribe(id, Number(url.searchParams.get('after')), push);
      if (!unsubscribe) fail();
    });
    return end;
  }

  return network;
}

function deadStatus(network: Network, path: string): number | undefined {
  return [...network.dead].find(([server]) => path.includes(`/${server}/`))?.[1];
}
