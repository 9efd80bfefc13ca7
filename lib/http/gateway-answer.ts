import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorCode, IwtError } from '../errors.ts';
import type { AnswerHead } from '../proxy/headers.ts';
import type { Clock } from '../runtime/clock.ts';
import { negotiate } from '../wire/negotiate.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody, isAbandoned } from './body.ts';
import { secure } from './security-headers.ts';

/** Milliseconds that a reader may take for an answer that does not fit the system's buffers. */
const READER_PATIENCE = 60_000;
/** What fits them, in bytes. */
const FITS = 65_536;

const allowed = 'GET, HEAD, POST, PUT, DELETE, OPTIONS';

/** What the gateway says itself. */
export interface GatewayAnswers {
  /** Answers with an error. `toRoot`: the way from this address to the root. Never throws. */
  fail(req: IncomingMessage, res: ServerResponse, error: unknown, toRoot: string): void;
}

export function createGatewayAnswers(errors: ErrorAnswers): GatewayAnswers {
  function send(req: IncomingMessage, res: ServerResponse, error: unknown, toRoot: string): void {
    const html = navigates(req);
    const language = String(req.headers['accept-language'] ?? '');
    const answer = html ? errors.page(error, 'gateway', { language, toRoot }) : errors.api(error, 'gateway');
    const { type, text } = printed(req, answer);
    for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
    if (answer.status === 405) res.setHeader('Allow', allowed);
    if (isAbandoned(req)) res.setHeader('Connection', 'close');
    if (html) secure(res);
    else res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Type', type);
    res.setHeader('Content-Length', Buffer.byteLength(text));
    res.writeHead(answer.status ?? 500);
    res.end(text);
  }

  return {
    fail(req, res, error, toRoot) {
      dropBody(req);
      // Something else in the host (a time limit, say) may have answered meanwhile.
      if (res.headersSent || res.destroyed) return;
      try {
        send(req, res, error, toRoot);
      } catch (second) {
        errors.note(second, 'gateway');
        res.destroy();
      }
    },
  };
}

type Printable = ReturnType<ErrorAnswers['api']>;

function printed(req: IncomingMessage, answer: Printable): { type: string; text: string } {
  if ('html' in answer) return { type: 'text/html; charset=utf-8', text: answer.html };
  const { error } = ('body' in answer ? answer.body : {}) as { error: { code: string; message: string } };
  if (negotiate(req.headers.accept, req.headers['content-type']) === 'xml') {
    // Neither holds a sign that XML would want escaped; both are ours (lib/errors.ts).
    const text = `<?xml version="1.0" encoding="UTF-8"?><error><code>${error.code}</code><message>${error.message}</message></error>`;
    return { type: 'application/xml; charset=utf-8', text };
  }
  return { type: 'application/json; charset=utf-8', text: JSON.stringify({ error }) };
}

/** Whether a person looks at the answer, rather than a script. */
export function navigates(req: IncomingMessage): boolean {
  const { accept, 'x-requested-with': requestedWith, 'sec-fetch-mode': mode } = req.headers;
  if (requestedWith !== undefined || (mode !== undefined && mode !== 'navigate')) return false;
  return accept?.toLowerCase().includes('text/html') ?? false;
}

export function gatewayError(code: ErrorCode): IwtError {
  return new IwtError(code, sentences[code] ?? '');
}

const sentences: Partial<Record<ErrorCode, string>> = {
  'request.invalid': 'The address is not one that is passed on.',
  'request.too-long': 'The address is too long.',
  'request.method': 'The method is not one that is passed on.',
  'gateway.unreachable': 'No CIC server could be reached.',
  'gateway.backup': 'The CIC server is the backup.',
  closing: 'The service is stopping.',
};

/** The way from an address below the mount point to the root's folder, as a relative link. */
export function wayToRoot(path: string, root: string): string {
  const mark = path.indexOf('?');
  const depth = (mark === -1 ? path : path.slice(0, mark)).split('/').length - 2;
  return `${depth > 0 ? '../'.repeat(depth) : './'}${root.slice(1)}${root === '' ? '' : '/'}`;
}

/** Where this site decides which origins may read answers, the server's own word on it does not count. */
export function keepOwnCors(head: AnswerHead, res: ServerResponse): void {
  for (const name of Object.keys(head)) {
    const lower = name.toLowerCase();
    if (lower.startsWith('access-control-')) delete head[name];
    else if (lower === 'vary') head[name] = [head[name], res.getHeader('Vary')].flat().join(', ');
  }
}

/** Cuts off who does not read. */
export function limitReader(res: ServerResponse, size: number, clock: Clock): void {
  if (size <= FITS) return;
  const cancel = clock.after(READER_PATIENCE, () => res.destroy());
  res.once('close', cancel);
}
