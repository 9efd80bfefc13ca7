import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readRequestHeaders } from '../proxy/headers.ts';
import type { CicSettings } from '../proxy/settings.ts';
import type { Target } from '../proxy/target.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isSecure } from './address.ts';
import type { ParsedRequest } from './body.ts';
import { forwardedFor } from './forwarded.ts';

/** A request that may be passed on, and what of it. */
export interface Passing {
  readonly req: ParsedRequest;
  readonly res: ServerResponse;
  /** Looked up once: where Express has changed the prototypes, every look at a request has its price. */
  readonly method: string;
  readonly socket: Socket;
  readonly target: Target;
  /** For the server, without `Host` and length. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  readonly secure: boolean;
}

/** Undefined: the request has been here before. */
export type PreparePassing = (
  req: ParsedRequest,
  res: ServerResponse,
  method: string,
  target: Target,
) => Passing | undefined;

export function createPassing({ servers }: CicSettings, { ids, log }: Runtime): PreparePassing {
  const pseudonym = `iwt-${Buffer.from(ids.bytes(6)).toString('hex')}`;
  const own = `1.1 ${pseudonym}`;
  const bothSchemes = servers
    .flatMap(({ bridge, plugin }) => [bridge, plugin])
    .some(({ http, https }) => http !== undefined && https !== undefined);
  let told = false;

  /** A gateway that is its own server would send a request round and round. */
  function tellLoop(via: string): void {
    if (!told) log.error({ via }, 'The option cic names this gateway itself: its requests come back to it');
    told = true;
  }

  return (req, res, method, target) => {
    const { headers, chained, via, hasBody } = readRequestHeaders(req.rawHeaders);
    if (via?.includes(pseudonym)) {
      tellLoop(via);
      return undefined;
    }
    const { socket } = req;
    const way = forwardedFor(req, socket, chained);
    if (way !== undefined) headers.push('X-Forwarded-For', way);
    headers.push('Via', via === undefined ? own : `${via}, ${own}`);
    return { req, res, method, socket, target, headers, hasBody, secure: bothSchemes && isSecure(req) };
  };
}
