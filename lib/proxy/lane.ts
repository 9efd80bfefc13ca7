import type { Dispatcher } from 'undici';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Call, Caller, Loss, Underway } from './call.ts';
import { Chain, type Link } from './chain.ts';
import type { Outcome } from './upstreams.ts';

/** Calls that may wait for a connection. */
const MAX_WAITING = 1_024;
/** Bytes of an answer's body: the longest is that to a reconnect, with everything said in a chat. */
const MAX_ANSWER_BYTES = 4_194_304;

/** Losses that say nothing of the server. */
const oursAlone = new Set(['busy', 'given-up', 'closed', 'UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);
/** How a kept connection ends that the server closed just before it was used again. */
const endings = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export interface LaneParts {
  /** Makes a client of one connection, which it opens when it has something to send. */
  readonly open: () => Dispatcher;
  /** Connections at most. */
  readonly connections: number;
  /** Value of the header `Host`. */
  readonly authority: string;
  readonly clock: Clock;
  /** Milliseconds without a byte after which a call is given up. */
  readonly idle: number;
  readonly heard: (outcome: Outcome) => void;
}

/**
 * The way to one port of a server: a bounded pool of connections and a bounded queue before it. It is not undici's pool,
 * which opens a connection anew for a call that was broken off, and does not say on which one a call is.
 */
export class Lane {
  readonly parts: LaneParts;
  /** All clients, and those of them that have nothing to do; the one used last is the first to be used again. */
  private readonly clients = new Set<Dispatcher>();
  private readonly free: Dispatcher[] = [];
  /** Calls that clients have, and may still have after their caller left. */
  private running = 0;
  private readonly under = new Chain<Attempt>();
  private readonly waiting = new Set<Attempt>();
  private closed = false;
  private emptied: (() => void) | undefined;

  constructor(parts: LaneParts) {
    this.parts = parts;
  }

  /** `deadline`: UTC milliseconds at which the call is given up in any case. */
  call(call: Call, deadline: number, caller: Caller): Underway {
    return new Attempt(this, call, deadline, caller);
  }

  begin(attempt: Attempt): void {
    this.under.add(attempt);
    if (this.closed) attempt.lose('closed');
    else if (this.running < this.parts.connections) this.start(attempt);
    else if (this.waiting.size < MAX_WAITING) this.waiting.add(attempt);
    else attempt.lose('busy');
  }

  start(attempt: Attempt): void {
    this.running++;
    const client = this.free.pop() ?? this.parts.open();
    this.clients.add(client);
    attempt.client = client;
    client.dispatch(attempt.options, attempt);
  }

  /** A client has no more to do with its call. */
  freed(client: Dispatcher): void {
    this.running--;
    if (this.clients.has(client)) this.free.push(client);
    if (this.waiting.size === 0) return;
    const [next] = this.waiting;
    this.waiting.delete(next as Attempt);
    this.start(next as Attempt);
  }

  /** Ends a client with its connection, because what comes on it is not wanted any more. */
  discard(client: Dispatcher, reason: string): void {
    this.clients.delete(client);
    void client.destroy(new Error(reason));
  }

  /** Nobody waits for this one any more. */
  over(attempt: Attempt): void {
    if (this.waiting.size > 0) this.waiting.delete(attempt);
    this.under.remove(attempt);
    if (this.under.size === 0) this.emptied?.();
  }

  giveUp(code: string): void {
    for (const attempt of this.under.all()) attempt.lose(code);
  }

  /** Takes nothing more; resolves when nothing is under way, or after `patience` milliseconds. */
  async close(patience: number): Promise<void> {
    this.closed = true;
    if (this.under.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.parts.clock.after(patience, resolve);
        this.emptied = () => {
          cancel();
          resolve();
        };
      });
    }
    this.giveUp('closed');
    await Promise.all([...this.clients].map((client) => client.destroy()));
  }
}

/** One call on its way, and what undici tells about it. */
class Attempt implements Underway, Dispatcher.DispatchHandler, Link {
  previous: Link | undefined;
  next: Link | undefined;
  readonly options: Dispatcher.DispatchOptions;
  private readonly lane: Lane;
  private readonly caller: Caller;
  private readonly deadline: number;
  private readonly safe: boolean;
  private cancel: Cancel;
  /** The client that has it; undefined before, and when it is done with it. */
  client: Dispatcher | undefined;
  /** Nobody waits any more: it was answered, lost or left. */
  private done = false;
  private sent = false;
  private repeated = false;
  private heardAt = 0;
  private status = 0;
  private head: readonly Buffer[] = [];
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(lane: Lane, call: Call, deadline: number, caller: Caller) {
    this.lane = lane;
    this.caller = caller;
    this.deadline = deadline;
    this.safe = call.method === 'GET' || call.method === 'HEAD';
    this.options = {
      path: call.path,
      method: call.method,
      headers: ['host', lane.parts.authority, ...call.headers],
      body: call.body ?? null,
    };
    this.cancel = nothing;
  }

  begin(): void {
    const { clock, idle } = this.lane.parts;
    this.cancel = clock.after(Math.min(idle, this.deadline - clock.now()), this.look);
    this.lane.begin(this);
  }

  leave(): void {
    if (this.done) return;
    this.finish('left');
  }

  lose(code: string): void {
    if (this.done) return;
    const loss: Loss = this.sent ? 'failed' : 'unreachable';
    this.finish(code);
    if (!oursAlone.has(code)) this.lane.parts.heard({ kind: loss, code });
    this.caller.lost(loss, code);
  }

  /** The time limits. Waiting for a connection has one of its own (connect.ts). */
  private readonly look = (): void => {
    const { clock, idle } = this.lane.parts;
    const now = clock.now();
    const silentUntil = this.sent ? this.heardAt + idle : now + idle;
    if (now >= this.deadline) this.lose(this.sent ? 'whole-timeout' : 'busy');
    else if (now >= silentUntil) this.lose('idle-timeout');
    else this.cancel = clock.after(Math.min(silentUntil, this.deadline) - now, this.look);
  };

  private finish(reason: string): void {
    this.done = true;
    this.cancel();
    this.lane.over(this);
    if (this.client) this.lane.discard(this.client, reason);
  }

  /** The request is about to be written. */
  onConnect(): void {
    this.sent = true;
    this.heardAt = this.lane.parts.clock.now();
  }

  onHeaders(status: number, head: Buffer[]): boolean {
    this.heardAt = this.lane.parts.clock.now();
    if (status >= 200) {
      this.status = status;
      this.head = head;
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.heardAt = this.lane.parts.clock.now();
    this.size += chunk.length;
    if (this.size > MAX_ANSWER_BYTES) this.lose('answer-too-large');
    else this.chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.free();
    if (this.done) return;
    const { status, head, chunks } = this;
    this.finish('answered');
    this.lane.parts.heard({ kind: 'answered', status });
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    this.caller.answered({ status, head, body });
  }

  onError(error: NodeJS.ErrnoException): void {
    this.free();
    if (this.done) return;
    const code = error.code ?? error.name;
    if (this.mayRepeat(code)) {
      this.repeated = true;
      this.sent = false;
      this.lane.start(this);
    } else this.lose(code);
  }

  private free(): void {
    const { client } = this;
    this.client = undefined;
    if (client) this.lane.freed(client);
  }

  /** A question may be asked again when the server closed a kept connection at the very moment it was used. */
  private mayRepeat(code: string): boolean {
    return this.safe && this.sent && !this.repeated && this.status === 0 && endings.has(code);
  }
}

function nothing(): void {}
