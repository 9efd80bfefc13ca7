import { backoff } from './backoff.ts';
import type { Cancel, Ports } from './ports.ts';
import { type ChatEvent, parseJson, readEvents } from './protocol.ts';

export interface Pushed {
  /** Whether the stream is worth a try now. */
  due(): boolean;
  open(): void;
  close(): void;
  /** Open, and heard of within the time the server needs for a heartbeat. */
  fresh(): boolean;
  /** Something outside ended the stream, such as a sleeping computer: no reason to avoid it. */
  retrySoon(): void;
  /** What it brought cannot be right: treated as its failure. */
  distrust(): void;
}

/** The server says something at least every 15 s; what is silent for longer than two of these is dead, whatever TCP thinks. */
const SILENCE = 35_000;
/** A stream that was never heard of gets less: a proxy that holds streams back must not make the visitor wait. */
const FIRST_SILENCE = 20_000;
const FRESH = 18_000;
/** How long to poll before the stream is tried again; one that lasted so long is tried again at once. */
const AGAIN = { first: 5000, most: 300_000, lasted: 30_000 };

/** The stream of events and its pulse. After `failed` it is closed; opening it again is the connection's decision. */
export function createPushed(
  ports: Ports,
  on: {
    url(): string;
    received(events: readonly ChatEvent[]): void;
    alive(): void;
    failed(): void;
  },
): Pushed {
  let cancelStream: Cancel | undefined;
  let cancelWatch: Cancel = () => {};
  let heard = false;
  let heardAt = 0;
  let openedAt = 0;
  let failures = 0;
  let dueAt = 0;

  function close(): void {
    cancelWatch();
    cancelStream?.();
    cancelStream = undefined;
  }

  function fail(): void {
    close();
    const now = ports.clock.now();
    // A stream that worked may simply have been cut: it is opened again as soon as a poll says that all is well.
    const worked = heard && heardAt - openedAt >= AGAIN.lasted;
    failures = worked ? 0 : failures + 1;
    dueAt = worked ? 0 : now + backoff(failures, AGAIN.first, AGAIN.most, ports.random);
    on.failed();
  }

  function watch(): void {
    cancelWatch();
    cancelWatch = ports.clock.after(heard ? SILENCE : FIRST_SILENCE, fail);
  }

  return {
    due: () => ports.stream !== undefined && ports.online() && ports.clock.now() >= dueAt,
    open() {
      if (!ports.stream) return;
      close();
      heard = false;
      openedAt = ports.clock.now();
      heardAt = openedAt;
      let current = true;
      const cancel = ports.stream(on.url(), {
        opened() {
          if (current) on.alive();
        },
        event(name, data) {
          if (!current) return;
          heard = true;
          heardAt = ports.clock.now();
          watch();
          on.alive();
          if (name !== 'ping') on.received(readEvents(parseJson(data)));
        },
        failed() {
          if (current) fail();
        },
      });
      cancelStream = () => {
        current = false;
        cancel();
      };
      watch();
    },
    close,
    fresh: () => cancelStream !== undefined && ports.clock.now() - heardAt < FRESH,
    retrySoon() {
      dueAt = 0;
    },
    distrust: fail,
  };
}
