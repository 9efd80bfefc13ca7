import type { Api, Seat } from './api.ts';
import { backoff } from './backoff.ts';
import { createCallbackApi } from './callback-api.ts';
import type { CallbackMemory, KeptCallback } from './callback-memory.ts';
import { type CallbackStatus, isEnd } from './callback-protocol.ts';
import type { Link } from './connection.ts';
import type { Cancel, Ports } from './ports.ts';
import { isUnknownSession } from './protocol.ts';
import { recoverSession } from './recovery.ts';

/** What is known of a callback; `request.over` says that nothing more will come. */
export interface CallbackView {
  readonly request: KeptCallback;
  /** The last one heard; undefined: none yet. */
  readonly status: CallbackStatus | undefined;
  readonly link: Link;
  /** Address of the agent's photo. */
  readonly photo: string | undefined;
}

export interface CallbackSession {
  view(): CallbackView;
  subscribe(listener: (view: CallbackView) => void): Cancel;
  /** Undefined: it is over, `view()` says how. Otherwise the reason why it could not be cancelled. */
  cancel(): Promise<string | undefined>;
  /** The page is looked at again, or the network may be back. `sure`: whatever was under way is dead. */
  wake(sure?: boolean): void;
  lost(): void;
  /** Ends all work; the callback itself goes on. */
  close(): void;
  /** Forgets the callback in this browser. */
  forget(): void;
}

/** The server's queue needs a moment after the creation (visitor-protocol section 9.2). */
const FIRST = 1500;
const EVERY = 10_000;
const RETRY = { first: 5000, most: 60_000 };
/** An answer is fresh enough for so long that a look at the page asks for none. */
const FRESH = 2000;

interface Options {
  /** Ask for the agent's photo. */
  readonly photos: boolean;
  /** It was made a moment ago. */
  readonly created: boolean;
  /** Whether the page is looked at; nothing is asked while it is not. */
  readonly visible: () => boolean;
}

/** Watches a callback by asking for its status, across servers, until it is over. */
export function openCallback(
  ports: Ports,
  api: Api,
  memory: CallbackMemory,
  kept: KeptCallback,
  { photos, created, visible }: Options,
): CallbackSession {
  const { clock } = ports;
  const calls = createCallbackApi(api);
  const listeners = new Set<(view: CallbackView) => void>();
  let view: CallbackView = {
    request: kept,
    status: undefined,
    link: created ? 'live' : 'connecting',
    photo: undefined,
  };
  let closed = false;
  let failures = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** Answers to what was asked before this number changed are not for us any more. */
  let round = 0;
  let asking = false;
  let photoOf: string | undefined;
  let cancelTimer: Cancel = () => {};

  const seat = (): Seat => view.request;
  const running = (): boolean => !closed && !view.request.over;

  function change(next: Partial<CallbackView>): void {
    view = { ...view, ...next };
    for (const listener of listeners) listener(view);
  }

  function later(ms: number): void {
    cancelTimer();
    cancelTimer = clock.after(ms, () => {
      // Whoever looks again wakes us.
      if (running() && visible()) void ask();
    });
  }

  async function ask(): Promise<void> {
    cancelTimer();
    round += 1;
    const mine = round;
    asking = true;
    askedAt = clock.now();
    const reply = await calls.status(seat());
    if (mine !== round || !running()) return;
    asking = false;
    if (reply.ok) heard(reply.value);
    else if (isUnknownSession(reply) || (reply.lost && api.servers > 1)) await recover(mine);
    else failed();
  }

  function heard(status: CallbackStatus): void {
    failures = 0;
    change({ status, link: 'live' });
    if (isEnd(status.state)) {
      finish(status.state);
    } else {
      askPhoto(status);
      later(EVERY);
    }
  }

  function failed(): void {
    failures += 1;
    change({ link: ports.online() ? 'reconnecting' : 'offline' });
    later(backoff(failures, RETRY.first, RETRY.most, ports.random));
  }

  /** After a restart or a switchover the callback is found by its number (section 9.4). */
  async function recover(mine: number): Promise<void> {
    const { server, callbackID } = view.request;
    const found = await recoverSession(api.servers, server, (other) => calls.reconnect(other, callbackID));
    if (mine !== round || !running()) return;
    if (found.kind === 'gone') return finish('gone');
    if (found.kind !== 'found') return failed();
    const moved = { ...view.request, server: found.server, participantID: found.answer };
    memory.keep(moved);
    change({ request: moved });
    // One that is found but has no status would otherwise be asked for again at once, for ever.
    const reply = await calls.status(moved);
    if (mine !== round || !running()) return;
    if (reply.ok) heard(reply.value);
    else failed();
  }

  function askPhoto({ agent }: CallbackStatus): void {
    if (agent?.id === photoOf) return;
    photoOf = agent?.id;
    change({ photo: undefined });
    if (!photos || photoOf === undefined) return;
    const asked = photoOf;
    void api.photo(seat(), asked).then((photo) => {
      if (photo !== undefined && asked === photoOf && !closed) change({ photo });
    });
  }

  function finish(over: NonNullable<KeptCallback['over']>): void {
    stop();
    const request = { ...view.request, over };
    memory.keep(request);
    change({ request, link: 'live' });
  }

  function stop(): void {
    cancelTimer();
    round += 1;
    asking = false;
  }

  if (running()) {
    memory.keep(kept);
    if (created) later(FIRST);
    else void ask();
  }

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async cancel() {
      let reply = await calls.cancel(seat());
      if (!reply.ok && isUnknownSession(reply) && running()) {
        round += 1;
        await recover(round);
        if (running()) reply = await calls.cancel(seat());
      }
      if (view.request.over) return undefined;
      if (!reply.ok) return reply.reason;
      // It may have ended by itself a moment before.
      const after = await calls.status(seat());
      const state = after.ok ? after.value.state : 'cancelled';
      if (!view.request.over) finish(isEnd(state) ? state : 'cancelled');
      return undefined;
    },
    wake(sure = false) {
      if (!running() || !visible()) return;
      if (sure || (!asking && clock.now() - askedAt >= FRESH)) void ask();
    },
    lost() {
      if (!running()) return;
      // What is still on its way here must not look like life.
      stop();
      change({ link: 'offline' });
      later(EVERY);
    },
    close() {
      closed = true;
      stop();
    },
    forget() {
      closed = true;
      stop();
      memory.forget(view.request.callbackID);
    },
  };
}
