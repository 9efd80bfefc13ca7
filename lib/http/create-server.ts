import http from 'node:http';
import https from 'node:https';
import { IwtSetupError } from '../errors.ts';

/** An Express application (4 or 5): a request listener that carries the prototypes of its requests and responses. */
export interface ExpressApplication {
  (req: http.IncomingMessage, res: http.ServerResponse): unknown;
  readonly request: object;
  readonly response: object;
}

/** Options of Node's `http.createServer`; with `key` and `cert` (or `pfx`, `SNICallback`) those of `https.createServer`. */
export type CreateServerOptions = Omit<https.ServerOptions, 'IncomingMessage' | 'ServerResponse'>;

/**
 * A server for an Express application that is several times cheaper for small answers than `app.listen()`. It does not
 * listen yet: `createServer(app).listen(3000)`.
 *
 * Express sets the prototypes of every request and response, and an object whose prototype changed leaves V8's fast
 * paths. Here the objects are born with the application's prototypes, so that setting them changes nothing. The
 * application, its middleware and applications nested in it are untouched.
 *
 * @throws IwtSetupError `IWT_NOT_EXPRESS` when `app` is not an Express application
 */
export function createServer(app: ExpressApplication, options: CreateServerOptions = {}): http.Server | https.Server {
  if (typeof app !== 'function' || !isObject(app.request) || !isObject(app.response)) {
    throw new IwtSetupError('IWT_NOT_EXPRESS', 'createServer() takes the application that express() returned.');
  }
  const classes = {
    IncomingMessage: bornAs(http.IncomingMessage, app.request),
    ServerResponse: bornAs(http.ServerResponse, app.response),
  };
  const tls = ['key', 'cert', 'pfx', 'SNICallback'].some((name) => name in options);
  return tls ? https.createServer({ ...options, ...classes }, app) : http.createServer({ ...options, ...classes }, app);
}

type MessageClass = typeof http.IncomingMessage | typeof http.ServerResponse;

/**
 * A constructor like `base` whose objects have `prototype`, which inherits from `base.prototype`. Node's two are
 * functions that may be called on an object of one's own (`Reflect.construct` would do for any base, at seven times the
 * cost of a request); a Node that turns them into classes gets them unchanged, and Express swaps as ever.
 */
function bornAs<T extends MessageClass>(base: T, prototype: object): T {
  if (/^class\b/.test(Function.prototype.toString.call(base))) return base;
  const construct = base as unknown as (this: object, first: unknown, second: unknown) => void;
  function Born(this: object, first: unknown, second: unknown): void {
    construct.call(this, first, second);
  }
  Born.prototype = prototype;
  Object.setPrototypeOf(Born, base);
  return Born as unknown as T;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
