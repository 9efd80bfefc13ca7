import type { Cancel, Clock } from '../runtime/clock.ts';
import type { StreamEvent } from '../wire.ts';
import { createEventParser, type WireEvent } from './event-parser.ts';
import type { Fetch } from './fetch.ts';

/**
 * The event stream, read with fetch instead of EventSource: so the page hears the heartbeat (a comment, which EventSource hides),
 * notices a connection that is dead but not closed, and sees a 401. The wire is the same, and so is resuming by Last-Event-ID.
 */
export interface Stream {
  start(): void;
  stop(): void;
  /** Something hints that the network is back or the page was asleep: reconnect now unless the stream was heard just now. */
  poke(): void;
  /** The network was away. A connection may have lived through that or not, so a new one takes its place. */
  renew(): void;
}

export interface StreamOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Between 0 and 1. */
  readonly jitter: () => number;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: (state: 'connecting' | 'live' | 'waiting') => void;
  /** The session is over; the stream has stopped. */
  readonly onUnauthorized: () => void;
}

/** The server writes at least every 15 s; two missed heartbeats and some delay mean that nobody is there. */
const silence = 40_000;
/** After sleep or a change of network, a stream not heard for so long is not trusted. */
const doubt = 18_000;
const connectPatience = 12_000;
const firstPause = 500;
const longestPause = 15_000;

export function createStream(options: StreamOptions): Stream {
  const { clock, onState } = options;
  let lastEventId = '';
  let attempt = 0;
  let heard = 0;
  let connection: AbortController | undefined;
  let retry: Cancel | undefined;
  let watchdog: Cancel | undefined;

  const guard = (ms: number) => {
    watchdog?.();
    watchdog = clock.after(ms, () => fail(connection));
  };

  const connect = () => {
    retry?.();
    retry = undefined;
    connection?.abort();
    const mine = new AbortController();
    connection = mine;
    heard = clock.now();
    guard(connectPatience);
    void read(options, mine, lastEventId, {
      piece(events) {
        if (connection !== mine) return;
        heard = clock.now();
        guard(silence);
        for (const event of events) take(event);
      },
      unauthorized() {
        if (connection !== mine) return;
        stop();
        options.onUnauthorized();
      },
      end: () => fail(mine),
    });
  };

  const take = (wire: WireEvent) => {
    if (wire.id !== '') lastEventId = wire.id;
    const event = streamEvent(wire);
    if (!event) return;
    if (event.type === 'ready') {
      attempt = 0;
      onState('live');
    }
    options.onEvent(event);
  };

  const fail = (which: AbortController | undefined) => {
    if (!which || connection !== which) return;
    which.abort();
    connection = undefined;
    watchdog?.();
    onState('waiting');
    const pause = Math.min(longestPause, firstPause * 2 ** attempt) * (0.7 + 0.6 * options.jitter());
    attempt++;
    retry = clock.after(pause, connect);
  };

  const stop = () => {
    retry?.();
    retry = undefined;
    watchdog?.();
    connection?.abort();
    connection = undefined;
  };

  return {
    start() {
      attempt = 0;
      onState('connecting');
      connect();
    },
    stop,
    renew() {
      attempt = 0;
      connect();
    },
    poke() {
      if (retry || (connection && clock.now() - heard > doubt)) {
        attempt = 0;
        connect();
      }
    },
  };
}

interface Listener {
  piece(events: readonly WireEvent[]): void;
  unauthorized(): void;
  end(): void;
}

async function read(options: StreamOptions, abort: AbortController, lastEventId: string, to: Listener): Promise<void> {
  try {
    const response = await options.fetch(options.url, {
      headers: { accept: 'text/event-stream', ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }) },
      cache: 'no-store',
      credentials: 'same-origin',
      signal: abort.signal,
    });
    if (response.status === 401) return to.unauthorized();
    if (response.ok && response.body && /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
      const parser = createEventParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        to.piece(parser.feed(decoder.decode(value, { stream: true })));
      }
    }
  } catch {
    // Not reached, or broken on the way: both end below.
  }
  to.end();
}

/** Unknown events and broken data are passed over: a newer server may say more. */
function streamEvent(wire: WireEvent): StreamEvent | undefined {
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(wire.data);
  } catch {
    return undefined;
  }
  switch (wire.event) {
    case 'ready':
    case 'reset':
      return { type: wire.event };
    case 'interaction':
      return data.removed === true
        ? { type: 'removed', id: String(data.id) }
        : ({ type: 'interaction', summary: data } as unknown as StreamEvent);
    case 'entry':
    case 'typing':
      return { type: wire.event, ...data } as unknown as StreamEvent;
    case 'me':
      return { type: 'me', user: data.user ?? data } as unknown as StreamEvent;
    default:
      return undefined;
  }
}
