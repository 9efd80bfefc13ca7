import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../runtime/clock.ts';
import type { Caller, RoomAnswer, RoomRequest } from '../wire/room.ts';
import { addressOf, isSecure } from './address.ts';
import type { ParsedRequest } from './body.ts';

/** A request on its way through the steps of its row. Steps add what they find out. */
export interface Exchange {
  readonly req: ExpressRequest;
  readonly res: ServerResponse;
  readonly clock: Clock;
  body?: unknown;
  caller?: Caller;
}

/** What Express has added to a request by the time a row answers it. */
export interface ExpressRequest extends ParsedRequest {
  readonly originalUrl: string;
  readonly baseUrl: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** One thing that is done before a row answers. Throws an IwtError to refuse. */
export type Step = (exchange: Exchange) => void | Promise<void>;

/** A row that a room's function answers. `surface` decides how an error looks. */
export interface RoomRow {
  readonly kind: 'room';
  readonly name: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below the root. */
  readonly path: string;
  readonly surface: 'api' | 'page';
  readonly steps: readonly Step[];
  readonly answer: RoomAnswer;
}

export function roomRequest({ req, body, caller }: Exchange): RoomRequest {
  const query = queryOf(req);
  const lastEventId = headerOf(req, 'last-event-id') || query.lastEventId;
  return {
    method: req.method ?? 'GET',
    params: req.params,
    query,
    body,
    address: addressOf(req),
    secure: isSecure(req),
    language: headerOf(req, 'accept-language'),
    base: req.baseUrl,
    toRoot: toRoot(req.path),
    ...(caller && { caller }),
    ...(lastEventId && { lastEventId }),
  };
}

/** From a path below the root back up to it. */
export function toRoot(path: string): string {
  const depth = path.split('/').length - 2;
  return depth > 0 ? '../'.repeat(depth) : './';
}

/** The query as it was sent; the host may have its own idea of `req.query`. */
function queryOf(req: ExpressRequest): Record<string, string> {
  const mark = req.originalUrl.indexOf('?');
  const query: Record<string, string> = Object.create(null);
  if (mark === -1) return query;
  for (const [name, value] of new URLSearchParams(req.originalUrl.slice(mark + 1))) query[name] ??= value;
  return query;
}

function headerOf(req: IncomingMessage, name: string): string {
  return String(req.headers[name] ?? '');
}
