import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers to pages of other origins (visitor-protocol section 2.10). Without origins nothing is ever allowed or said. */
export interface Cors {
  /** Whether there are such origins at all. */
  readonly decides: boolean;
  /** Adds the headers that let the page of an allowed origin read the answer. */
  allow(req: IncomingMessage, res: ServerResponse): void;
  /** Answers an OPTIONS request, a preflight or not. */
  preflight(req: IncomingMessage, res: ServerResponse): void;
}

const methods = 'GET, POST, OPTIONS';
const headers = 'Content-Type, Accept, X-Requested-With, X-Prototype-Version, Last-Event-ID';
const maxAge = '7200';

export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins.map((origin) => origin.toLowerCase()));

  function allow(req: IncomingMessage, res: ServerResponse): boolean {
    if (allowed.size === 0) return false;
    appendVary(res, 'Origin');
    const origin = req.headers.origin;
    if (origin === undefined || !allowed.has(origin.toLowerCase())) return false;
    res.setHeader('Access-Control-Allow-Origin', origin);
    return true;
  }

  return {
    decides: allowed.size > 0,
    allow,
    preflight(req, res) {
      if (allow(req, res)) {
        res.setHeader('Access-Control-Allow-Methods', methods);
        res.setHeader('Access-Control-Allow-Headers', headers);
        res.setHeader('Access-Control-Max-Age', maxAge);
      }
      res.setHeader('Allow', methods);
      res.writeHead(204);
      res.end();
    },
  };
}

function appendVary(res: ServerResponse, name: string): void {
  const present = res.getHeader('Vary');
  const names = present === undefined ? [] : String(present).split(/\s*,\s*/);
  if (!names.some((entry) => entry === '*' || entry.toLowerCase() === name.toLowerCase())) {
    res.setHeader('Vary', [...names, name].join(', '));
  }
}
