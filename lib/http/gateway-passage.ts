import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Link } from '../proxy/chain.ts';
import { hasStood, whenStanding } from '../proxy/connect.ts';
import { contentLength, type Rewrite, readAnswerHeaders } from '../proxy/headers.ts';
import type { CicProxy, StreamEnd } from '../proxy/proxy.ts';
import type { Outcome } from '../proxy/upstreams.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import { abandon } from './body.ts';
import { gatewayError, keepOwnCors } from './gateway-answer.ts';
import { Outgoing, type OutgoingBody } from './gateway-outgoing.ts';
import type { Passing } from './gateway-passing.ts';
import type { Leaving, Staying } from './leaving.ts';

/** Milliseconds that a handler may think (Web Services parameter *WebCGIRequestTimeout*). */
const PLUGIN_PATIENCE = 300_000;
/** Milliseconds without an event on an event stream; there is a sign of life every 15 seconds. */
const EVENTS_PATIENCE = 60_000;
/** Milliseconds without a byte read by the visitor. */
const READER_PATIENCE = 60_000;

/** How a kept connection ends that the server closed just before it was used again. */
const endings = new Set(['ECONNRESET', 'EPIPE']);

export interface PassageTools {
  readonly proxy: CicProxy;
  readonly clock: Clock;
  readonly leaving: Leaving;
  readonly ownCors: boolean;
  readonly fail: (passing: Passing, error: unknown) => void;
  /** Sends it; false: too many are under way. What comes of it is told to the passage. */
  readonly send: (end: StreamEnd, outgoing: Outgoing, passage: Passage) => boolean;
  readonly over: (passage: Passage) => void;
}

/** One request whose answer is passed on as it comes. What is told of an attempt that was given up is not listened to. */
export class Passage implements Rewrite, Staying {
  previous: Link | undefined;
  next: Link | undefined;
  /** Index of the server that it is at. */
  server = -1;
  /** Whether the answer is an event stream, which ends when somebody ends it. */
  isEvents = false;
  private readonly passing: Passing;
  private readonly body: OutgoingBody;
  private readonly tools: PassageTools;
  readonly res: ServerResponse;
  private readonly isPlugin: boolean;
  private readonly safe: boolean;
  private outgoing: Outgoing | undefined;
  private socket: Socket | undefined;
  private reused = false;
  private tried = 0;
  private again = false;
  private over = false;
  private heardAt = 0;
  private cancel: Cancel | undefined;

  constructor(passing: Passing, body: OutgoingBody, tools: PassageTools) {
    this.passing = passing;
    this.body = body;
    this.tools = tools;
    this.res = passing.res;
    this.isPlugin = passing.target.kind === 'plugin';
    this.safe = passing.method === 'GET' || passing.method === 'HEAD';
  }

  begin(): void {
    const { socket } = this.passing;
    // The visitor may have gone while it was found out who answers.
    if (socket.destroyed) return;
    this.res.once('close', this.end);
    // An answer that waits behind another one on its connection is not told when that closes.
    this.tools.leaving.watch(socket, this);
    this.goOn(this.untried());
  }

  left(): void {
    this.end();
  }

  private goOn(server: number | undefined): void {
    if (server === undefined) {
      this.fail(gatewayError('gateway.unreachable'));
      return;
    }
    if (this.tried !== 0) this.tools.proxy.upstreams.retried();
    this.tried |= 1 << server;
    this.server = server;
    this.send();
  }

  /**
   * The next one to ask; to be looked up once for each attempt, because one that is not known to work is offered only once.
   * The plug-in may live where WebProcessorBridge does not, so for handler pages that is no reason not to ask.
   */
  private untried(): number | undefined {
    const { proxy } = this.tools;
    const { server, any } = this.passing.target;
    const best = proxy.upstreams.candidates(server, this.tried);
    const all = any || proxy.cic.switchover === 'transparent' ? proxy.cic.servers.keys() : [];
    const order = this.isPlugin ? [...best, server, ...all] : best;
    return order.find((one) => (this.tried & (1 << one)) === 0);
  }

  private send(): void {
    const { proxy, clock } = this.tools;
    const { passing, body } = this;
    const end = proxy.streamEnd(this.isPlugin ? 'plugin' : 'bridge', this.server, passing.secure);
    const outgoing = new Outgoing({
      passing,
      body,
      authority: end.authority,
      clock,
      broken: (error) => this.fail(error),
    });
    this.outgoing = outgoing;
    this.socket = undefined;
    this.hear();
    this.look();
    if (!this.tools.send(end, outgoing, this)) this.lost(outgoing, 'busy');
  }

  /** The request has got a connection, which need not stand yet. */
  sent(outgoing: Outgoing, request: ClientRequest): void {
    const { socket } = request;
    if (outgoing !== this.outgoing || this.over || socket === null) {
      request.destroy();
      return;
    }
    this.socket = socket;
    this.reused = request.reusedSocket;
    // Not everything that ends a request is an error: an upgrade that nobody asked for, say.
    request.once('close', () => this.lost(outgoing, 'closed'));
    whenStanding(socket, () => {
      if (outgoing !== this.outgoing || this.over) return;
      this.hear();
      outgoing.release();
    });
  }

  lost(outgoing: Outgoing, code: string): void {
    if (outgoing !== this.outgoing || this.over || this.res.headersSent) return;
    const kind = this.socket !== undefined && hasStood(this.socket) ? 'failed' : 'unreachable';
    this.dropOutgoing();
    if (kind === 'failed' && this.safe && this.reused && !this.again && endings.has(code)) {
      this.again = true;
      this.send();
      return;
    }
    if (code !== 'busy' && code !== 'given-up') this.tell({ kind, code });
    if (kind === 'unreachable' || this.safe) this.goOn(this.untried());
    else this.fail(gatewayError('gateway.unreachable'));
  }

  answered(outgoing: Outgoing, answer: IncomingMessage): void {
    if (outgoing !== this.outgoing || this.over || this.res.headersSent) {
      answer.destroy();
      return;
    }
    const status = answer.statusCode ?? 502;
    this.tell({ kind: 'answered', status });
    const isBackup = status === 503 && !this.isPlugin && this.body.kind !== 'unread';
    const other = isBackup ? this.untried() : undefined;
    if (other === undefined) this.write(status, answer);
    else {
      answer.destroy();
      this.dropOutgoing();
      this.goOn(other);
    }
  }

  /** The circuit of its server has opened. */
  giveUp(): void {
    if (this.isPlugin) return;
    if (this.res.headersSent) this.res.destroy();
    else if (this.outgoing) this.lost(this.outgoing, 'given-up');
  }

  /** Event streams end politely, anything else at once. */
  finish(): void {
    if (this.isEvents) this.res.end();
    else {
      this.end();
      this.res.destroy();
    }
  }

  /** The health checks are of WebProcessorBridge. */
  private tell(outcome: Outcome): void {
    if (!this.isPlugin) this.tools.proxy.upstreams.heard(this.server, outcome);
  }

  private write(status: number, answer: IncomingMessage): void {
    const { res, passing } = this;
    const head = readAnswerHeaders(answer.rawHeaders, this);
    const length = contentLength(answer.rawHeaders);
    if (length !== undefined && status !== 204) head['Content-Length'] = length;
    // Answered before all of the body has come: what follows on the connection is the rest of it.
    if (!passing.req.complete) head.Connection = 'close';
    if (this.tools.ownCors) keepOwnCors(head, res);
    this.isEvents = /^text\/event-stream/i.test(answer.headers['content-type'] ?? '');
    try {
      res.writeHead(status, head);
    } catch {
      // A head that Node would not send: it names no status, or holds signs that are none of HTTP's.
      answer.destroy();
      this.fail(gatewayError('gateway.unreachable'));
      return;
    }
    res.flushHeaders();
    res.on('drain', this.hear);
    // What is broken off ends the visitor's connection, too, so that it is not taken for the whole.
    pipeline(answer, res, this.end);
    answer.on('data', this.hear);
  }

  private readonly hear = (): void => {
    this.heardAt = this.tools.clock.now();
  };

  private readonly look = (): void => {
    this.cancel?.();
    const { clock, proxy } = this.tools;
    if (this.outgoing?.isReading && !this.res.headersSent) this.hear();
    const left = this.heardAt + this.patience() - clock.now();
    // Patience may change meanwhile, so it is looked at now and then.
    if (left > 0) this.cancel = clock.after(Math.min(left, proxy.cic.idleTimeout), this.look);
    else if (this.res.headersSent) this.res.destroy();
    else if (this.outgoing) this.lost(this.outgoing, 'idle-timeout');
  };

  /** Milliseconds without a byte after which it is given up. */
  private patience(): number {
    const { cic } = this.tools.proxy;
    if (this.res.writableNeedDrain) return READER_PATIENCE;
    if (this.isEvents) return Math.max(EVENTS_PATIENCE, cic.idleTimeout);
    return this.isPlugin ? Math.max(PLUGIN_PATIENCE, cic.idleTimeout) : cic.idleTimeout;
  }

  private fail(error: unknown): void {
    if (this.over) return;
    this.end();
    if (this.body.kind === 'unread' && this.passing.req.readableDidRead) abandon(this.passing.req);
    if (this.res.headersSent) this.res.destroy();
    else this.tools.fail(this.passing, error);
  }

  private dropOutgoing(): void {
    this.outgoing?.letGo();
    this.outgoing = undefined;
  }

  private readonly end = (): void => {
    if (this.over) return;
    this.over = true;
    this.cancel?.();
    this.res.off('close', this.end);
    this.tools.leaving.unwatch(this.passing.socket, this);
    this.dropOutgoing();
    this.tools.over(this);
  };

  location(value: string): string {
    return this.tools.proxy.rewrites.location(this.passing.target, this.base, value);
  }

  cookie(value: string): string {
    return this.tools.proxy.rewrites.cookie(this.passing.target, this.base, value);
  }

  private get base(): string {
    return (this.passing.req as { readonly baseUrl?: string }).baseUrl ?? '';
  }
}
