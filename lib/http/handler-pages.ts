import type { IncomingMessage, ServerResponse } from 'node:http';
import { IwtError } from '../errors.ts';
import type {
  Asked,
  Fields,
  HandlerAnswer,
  HandlerRequest,
  HandlerSignIn,
  Handlers,
  SignedInVisitor,
} from '../handlers/handlers.ts';
import { MAX_FORM_BYTES, parseForm, parseUrlencoded } from '../handlers/handlers.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Caller, SignIn } from '../wire/room.ts';
import { addressOf, isSecure } from './address.ts';
import { sendAnswer } from './answer.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody, isAbandoned, type ParsedRequest, parsedForm, takeBody } from './body.ts';
import type { Exchange, ExpressRequest } from './exchange.ts';
import { createLeaving } from './leaving.ts';
import type { RateLimits } from './rate-limits.ts';
import { sameSite } from './steps/same-site.ts';
import { session } from './steps/session.ts';

interface Parts {
  readonly handlers: Handlers;
  /** Signing in at a handler page, and the session step that finds out who has. */
  readonly handlerSignIn: HandlerSignIn;
  readonly signIn: { readonly visitors: SignIn };
  readonly limits: RateLimits;
  readonly errors: ErrorAnswers;
  readonly clock: Clock;
}

/** Where a request for a handler page stands. */
export interface HandlerPlace {
  /** The query as it was sent, without its question mark. */
  readonly query: string;
  /** Way from the page's folder to the root. */
  readonly toRoot: string;
}

/** Answers a request for a handler page. Never throws. */
export type HandlerPages = (req: IncomingMessage, res: ServerResponse, place: HandlerPlace) => void;

/**
 * Finds the handler pages in a URL below the mount point, in any letter case (handlers-and-site section 1.1). `paths` are
 * relative to the root.
 */
export function createHandlerLocator(
  root: string,
  paths: readonly string[],
): (url: string) => HandlerPlace | undefined {
  const escaped = (path: string) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('/', '/+');
  const places = paths.map(escaped).join('|');
  // A proxy may have sent the whole address, and a page may have joined its parts with one slash too many.
  const pattern = new RegExp(`^(?:https?://[^/?]*)?${escaped(root)}(?:${places})(/?)(?:\\?([^]*))?$`, 'i');
  return (url) => {
    const match = pattern.exec(url);
    return match === null ? undefined : { query: match[2] ?? '', toRoot: match[1] === '/' ? '../../../' : '../../' };
  };
}

/**
 * The Web HTML plug-in's way through the server: from the URL to the handlers and back, without a router in between.
 */
export function createHandlerPages({ handlers, handlerSignIn, signIn, limits, errors, clock }: Parts): HandlerPages {
  const leaving = createLeaving();
  const findVisitor = session(signIn.visitors);

  function requestOf(req: IncomingMessage, place: HandlerPlace, body: Fields | undefined): HandlerRequest {
    const { socket } = req;
    return {
      ...place,
      method: req.method ?? 'GET',
      body,
      headers: req.headers,
      httpVersion: req.httpVersion,
      port: socket.localPort ?? 0,
      address: addressOf(req),
      secure: isSecure(req),
      onLeft(left) {
        const one = { previous: undefined, next: undefined, left };
        leaving.watch(socket, one);
        return () => leaving.unwatch(socket, one);
      },
    };
  }

  async function post(req: IncomingMessage, res: ServerResponse, place: HandlerPlace): Promise<void> {
    const request = requestOf(req, place, await readFields(req, clock));
    await answer(req, res, request, handlers.find(request));
  }

  /** Most pages are answered at once, so that nothing has to wait for a promise. */
  function get(req: IncomingMessage, res: ServerResponse, place: HandlerPlace): Promise<void> | undefined {
    const request = requestOf(req, place, undefined);
    const asked = handlers.find(request);
    if (asked.requiresVisitor || mayBeSignedIn(req)) return answer(req, res, request, asked);
    const made = asked.answer(undefined);
    if ('then' in made) return made.then((found) => send(req, res, found));
    send(req, res, made);
    return undefined;
  }

  async function answer(
    req: IncomingMessage,
    res: ServerResponse,
    request: HandlerRequest,
    asked: Asked,
  ): Promise<void> {
    const { requiresVisitor } = asked;
    let visitor: SignedInVisitor | undefined;
    if (requiresVisitor || mayBeSignedIn(req)) {
      const exchange: Exchange = { req: req as ExpressRequest, res, clock };
      // What a page of another site sends is not done in the name of whoever has signed in here.
      if (requiresVisitor && request.body !== undefined) sameSite(exchange);
      await findVisitor(exchange);
      const caller = exchange.caller as Caller;
      visitor = await handlerSignIn.visitor(caller);
      if (requiresVisitor && (visitor === undefined || handlerSignIn.isForm(request))) {
        if (request.body !== undefined) await limits.address({ name: 'account.login' }, req);
        await sendAnswer(exchange, await handlerSignIn.answer(request, asked.event, caller), unstreamed);
        return;
      }
    }
    send(req, res, await asked.answer(visitor));
  }

  async function fail(req: IncomingMessage, res: ServerResponse, { toRoot }: HandlerPlace, error: unknown) {
    try {
      const reader = { language: String(req.headers['accept-language'] ?? ''), toRoot };
      const answer = errors.page(error, 'handler-page', reader);
      const method = error instanceof IwtError && error.code === 'request.method';
      const headers = { ...answer.headers, ...(method && { Allow: 'GET, HEAD, POST' }) };
      await sendAnswer({ req: req as never, res, clock }, { ...answer, headers }, unstreamed);
    } catch (second) {
      errors.note(second, 'handler-page');
      res.destroy();
    }
  }

  return (req, res, place) => {
    const failed = (error: unknown) => void fail(req, res, place, error);
    try {
      const { method } = req;
      if (method === 'POST') {
        post(req, res, place).catch(failed);
        return;
      }
      dropBody(req);
      if (method !== 'GET' && method !== 'HEAD') {
        throw new IwtError('request.method', 'Handler pages are asked with GET, HEAD or POST.');
      }
      get(req, res, place)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}

/** Nearly nobody has signed in, and finding out who has costs a look into the database. */
function mayBeSignedIn({ headers }: IncomingMessage): boolean {
  return headers.cookie?.includes('iwt.visitor=') ?? false;
}

/** The fields of the body, wherever it is by now. */
async function readFields(req: ParsedRequest, clock: Clock): Promise<Fields> {
  const contentType = req.headers['content-type'];
  const raw = await takeBody(req, { bytes: MAX_FORM_BYTES, clock });
  const parsed = req.body;
  // A parser of the host took the form apart.
  const fields = raw.bytes === undefined && typeof parsed === 'object' && parsed !== null && req.readableDidRead;
  if (!fields || parsed instanceof Uint8Array) return parseForm(raw, contentType);
  const { file, files } = req as { file?: unknown; files?: unknown };
  if (file || (files && Object.keys(files).length > 0)) {
    throw new IwtError('request.content-type', 'Files are not taken here.');
  }
  const text = parsedForm(parsed as Record<string, unknown>);
  const urlencoded = contentType?.toLowerCase().includes('multipart/form-data')
    ? 'application/x-www-form-urlencoded'
    : contentType;
  return text === '' ? parseUrlencoded('') : parseForm({ text }, urlencoded);
}

function send(req: IncomingMessage, res: ServerResponse, { status, headers, body }: HandlerAnswer): void {
  // The visitor has left, or something else in the host (a time limit, say) has answered meanwhile.
  if (res.headersSent || res.destroyed) return;
  const head: Record<string, string | string[] | number> = { ...(headers as Record<string, string>) };
  if (isAbandoned(req)) head.connection = 'close';
  if (status !== 204 && status !== 304) head['content-length'] = Buffer.byteLength(body);
  res.writeHead(status, head);
  res.end(status === 204 || status === 304 ? undefined : body);
}

function unstreamed(): never {
  throw new Error('A failure is no stream.');
}
