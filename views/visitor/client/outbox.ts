import { backoff } from './backoff.ts';
import type { Cancel, Ports } from './ports.ts';
import { type ChatAnswer, isStandby, isUnknownSession, type Reply } from './protocol.ts';

export interface Outgoing {
  readonly id: string;
  readonly text: string;
}

export interface Outbox {
  /** `tried`: it may have been sent before this page was loaded. */
  add(message: Outgoing, tried?: boolean): void;
  /** The link is back, or the visitor says try again: whatever waits goes out now. */
  flush(): void;
  /** The server repeated the message: it needs no more sending. */
  settle(id: string): void;
  stop(): void;
}

export interface OutboxEvents {
  /** The server knows a message by its id, so that sending it again is harmless. */
  repeatable(): boolean;
  /** What the server says arrives here. */
  live(): boolean;
  send(message: Outgoing): Promise<Reply<ChatAnswer>>;
  /** On its way (again). */
  sending(id: string): void;
  /** No answer: it stays and is tried again. */
  waiting(id: string): void;
  accepted(id: string, answer: ChatAnswer): void;
  refused(id: string, reason: string): void;
  sessionUnknown(): void;
}

const RETRY = { first: 2000, most: 15_000 };
const STALE = 3000;
/** A message that arrived, although its answer did not, comes back with the polls of this time. */
const DOUBT = 6000;
const NO_ANSWER = 'error.http.0';

/**
 * The outgoing half: one message at a time, so that their order stands, again and again with the same id until the server
 * answers. A message whose answer was lost is harmless to repeat where the server knows its id. Where it does not, as with
 * the original, nothing is sent while the server is away, and what may have arrived is never sent twice by itself: either
 * it comes back, or the visitor decides.
 */
export function createOutbox(ports: Ports, on: OutboxEvents): Outbox {
  let queue: readonly Outgoing[] = [];
  let stopped = false;
  let failures = 0;
  /** Answers to earlier attempts than this one count only when they are good news. */
  let attempt = 0;
  let sentAt: number | undefined;
  let cancelRetry: Cancel = () => {};
  /** The first message, when nobody knows whether it arrived, and why. */
  let doubt: { readonly message: Outgoing; readonly reason: string } | undefined;
  const tried = new Set<string>();

  const drop = (id: string): void => {
    queue = queue.filter((message) => message.id !== id);
  };

  async function run(): Promise<void> {
    const next = queue[0];
    if (sentAt !== undefined || stopped || !next || doubt) return;
    if (!on.repeatable() && (tried.has(next.id) || !on.live())) {
      if (tried.has(next.id)) wonder(next, NO_ANSWER);
      for (const message of queue) on.waiting(message.id);
      return;
    }
    cancelRetry();
    attempt += 1;
    const mine = attempt;
    sentAt = ports.clock.now();
    // While it is only tried again, it keeps looking like one that waits.
    if (failures === 0) on.sending(next.id);
    const reply = await on.send(next);
    if (stopped) return;
    if (mine === attempt) sentAt = undefined;
    else if (!reply.ok) return;
    // Settled meanwhile: at most the answer was lost.
    if (queue.includes(next) && !answered(next, reply)) return;
    void run();
  }

  /** False: the message stays first in the queue. */
  function answered(message: Outgoing, reply: Reply<ChatAnswer>): boolean {
    if (!reply.ok && (reply.lost || isUnknownSession(reply))) {
      if (reply.lost && !on.repeatable() && !isStandby(reply)) wonder(message, reply.reason);
      else hold();
      if (!reply.lost) on.sessionUnknown();
      return false;
    }
    failures = 0;
    drop(message.id);
    if (doubt?.message === message) certain();
    if (reply.ok) on.accepted(message.id, reply.value);
    else on.refused(message.id, reply.reason);
    return true;
  }

  function wonder(message: Outgoing, reason: string): void {
    doubt = { message, reason };
    for (const { id } of queue) on.waiting(id);
    decide();
  }

  function certain(): void {
    doubt = undefined;
    cancelRetry();
  }

  /** The message can only come back while the link is live; then it has a while for that. */
  function decide(): void {
    if (!doubt || !on.live()) return;
    const { message, reason } = doubt;
    cancelRetry();
    cancelRetry = ports.clock.after(DOUBT, () => {
      // The next time it is live decides anew.
      if (!on.live()) return;
      doubt = undefined;
      tried.delete(message.id);
      drop(message.id);
      on.refused(message.id, reason);
      void run();
    });
  }

  function hold(): void {
    failures += 1;
    for (const message of queue) on.waiting(message.id);
    cancelRetry();
    cancelRetry = ports.clock.after(backoff(failures, RETRY.first, RETRY.most, ports.random), () => void run());
  }

  function add(message: Outgoing, before = false): void {
    if (before) tried.add(message.id);
    queue = [...queue.filter((other) => other.id !== message.id), message];
    // Behind a message that waits, a new one must not look as if it were on its way.
    if ((failures > 0 || doubt) && queue[0] !== message) on.waiting(message.id);
    else void run();
  }

  return {
    add,
    flush() {
      failures = 0;
      decide();
      // Sent into a network that was away: its answer may take until the time limit, or never come.
      if (sentAt !== undefined && ports.clock.now() - sentAt > STALE) {
        sentAt = undefined;
        attempt += 1;
        if (!on.repeatable() && queue[0]) wonder(queue[0], NO_ANSWER);
      }
      void run();
    },
    settle(id) {
      const first = queue[0]?.id === id;
      drop(id);
      if (doubt?.message.id === id) certain();
      if (first) {
        // It arrived, so the way is free, whatever becomes of the answer.
        sentAt = undefined;
        failures = 0;
      }
      void run();
    },
    stop() {
      stopped = true;
      cancelRetry();
    },
  };
}
