import type { ServerResponse } from 'node:http';
import type { Call, CallAnswer, Caller, Loss, Underway } from '../proxy/call.ts';
import type { Link } from '../proxy/chain.ts';
import { contentLength, type Rewrite, readAnswerHeaders } from '../proxy/headers.ts';
import type { CicProxy } from '../proxy/proxy.ts';
import type { Clock } from '../runtime/clock.ts';
import { gatewayError, keepOwnCors, limitReader, navigates } from './gateway-answer.ts';
import type { Passing } from './gateway-passing.ts';
import type { Leaving, Staying } from './leaving.ts';

/** Bytes. */
const SHORT = 16_384;

/** What all calls share. */
export interface CallTools {
  readonly proxy: CicProxy;
  readonly clock: Clock;
  readonly leaving: Leaving;
  /** Whether this site decides which origins may read answers. */
  readonly ownCors: boolean;
  readonly fail: (passing: Passing, error: unknown) => void;
  /** True: our own engine answers it. Asked again when nothing was sent, because the last server may just have gone. */
  readonly isTaken: (passing: Passing, body: Buffer | undefined) => boolean | Promise<boolean>;
}

/**
 * One protocol call of a visitor on its way to a server, and to another one when that may be: after what surely did not
 * arrive, after "I am the backup", and after any failure of a question. What may have arrived is never sent twice.
 */
export class GatewayCall implements Caller, Rewrite, Staying {
  previous: Link | undefined;
  next: Link | undefined;
  private readonly passing: Passing;
  private readonly res: ServerResponse;
  private readonly tools: CallTools;
  private readonly call: Call;
  private readonly deadline: number;
  private readonly safe: boolean;
  private underway: Underway | undefined;
  private over = false;
  /** A bit for each server. */
  private tried = 0;
  private backup: CallAnswer | undefined;
  /** Whether every attempt so far surely did not arrive, or was refused by a backup. */
  private untouched = true;

  constructor(passing: Passing, body: Buffer | undefined, tools: CallTools) {
    const { res, method, target, headers, secure } = passing;
    this.passing = passing;
    this.res = res;
    this.tools = tools;
    this.call = { method, path: target.path, headers, body, secure };
    this.safe = method === 'GET' || method === 'HEAD';
    this.deadline = tools.clock.now() + tools.proxy.cic.wholeTimeout;
  }

  begin(): void {
    // The visitor may have gone while the body was read.
    const { socket } = this.passing;
    if (socket.destroyed) return;
    this.tools.leaving.watch(socket, this);
    this.goOn();
  }

  left(): void {
    this.end();
    this.underway?.leave();
  }

  private end(): void {
    this.over = true;
    this.tools.leaving.unwatch(this.passing.socket, this);
  }

  private goOn(): void {
    const { upstreams, call } = this.tools.proxy;
    const server = upstreams.candidates(this.passing.target.server, this.tried)[0];
    if (server === undefined || this.isLate()) {
      this.lastResort();
      return;
    }
    if (this.tried !== 0) upstreams.retried();
    this.tried |= 1 << server;
    this.underway = call(server, this.call, this.deadline, this);
    this.underway.begin();
  }

  private isLate(): boolean {
    return this.tried !== 0 && this.tools.clock.now() >= this.deadline;
  }

  answered(answer: CallAnswer): void {
    if (answer.status !== 503) this.write(answer);
    else {
      this.backup = answer;
      this.goOn();
    }
  }

  lost(loss: Loss): void {
    if (loss === 'failed') this.untouched = false;
    if (loss === 'unreachable' || this.safe) this.goOn();
    else this.fail();
  }

  /** No server is left to be asked. */
  private lastResort(): void {
    if (!this.untouched) {
      this.fail();
      return;
    }
    const taken = this.tools.isTaken(this.passing, this.call.body);
    if (typeof taken === 'boolean') this.unlessTaken(taken);
    else taken.then((is) => this.unlessTaken(is)).catch((error) => this.tools.fail(this.passing, error));
  }

  private unlessTaken(taken: boolean): void {
    if (this.over) return;
    if (taken) this.end();
    else if (this.backup === undefined) this.fail();
    else if (navigates(this.passing.req)) this.tools.fail(this.passing, gatewayError('gateway.backup'));
    else this.write(this.backup);
  }

  private fail(): void {
    if (this.over) return;
    this.end();
    this.tools.fail(this.passing, gatewayError('gateway.unreachable'));
  }

  private write({ status, head: raw, body }: CallAnswer): void {
    const { res } = this;
    this.end();
    // Something else in the host (a time limit, say) may have answered meanwhile.
    if (res.headersSent) return;
    const head = readAnswerHeaders(raw, this);
    const length = this.call.method === 'HEAD' ? contentLength(raw) : String(body.length);
    if (length !== undefined && status !== 204 && status !== 304) head['Content-Length'] = length;
    if (this.tools.ownCors) keepOwnCors(head, res);
    try {
      res.writeHead(status, head);
    } catch {
      // A head that Node would not send: it names no status, or holds signs that are none of HTTP's.
      this.tools.fail(this.passing, gatewayError('gateway.unreachable'));
      return;
    }
    // A short text goes out in one piece with its head.
    if (body.length < SHORT) res.end(body.toString('latin1'), 'latin1');
    else res.end(body);
    limitReader(res, body.length, this.tools.clock);
  }

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
