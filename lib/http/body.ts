import type { IncomingMessage } from 'node:http';
import { IwtError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { mediaType } from '../wire/negotiate.ts';
import type { RawBody } from '../wire/read.ts';

/** A request as parsers of the host may have left it. */
export interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  /** Kept by some platforms and by body-parser's `verify`. */
  rawBody?: unknown;
}

export interface BodyLimits {
  readonly bytes: number;
  readonly clock: Clock;
}

/** A body this much larger than allowed is still read (and dropped), so that its sender gets to read the answer. */
export const MAX_DRAINED_BYTES = 1_048_576;
/** Time for a whole body to arrive, in milliseconds. */
export const BODY_TIMEOUT = 20_000;

const none: RawBody = {};

/**
 * The body of a request, wherever it is by now: unread in the stream, or already taken by a parser of the host.
 * @throws IwtError `request.too-large`, `request.content-type` (compressed), `request.invalid` (broken off or too slow)
 */
export function takeBody(req: ParsedRequest, limits: BodyLimits): RawBody | Promise<RawBody> {
  if (req.readableDidRead || req.readableEnded) return parsedBody(req);
  if (!hasBody(req)) return none;
  if (req.destroyed) throw broken('The body broke off.');
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new IwtError('request.content-type', 'Compressed bodies are not read.');
  }
  if (Number(req.headers['content-length']) > MAX_DRAINED_BYTES) {
    abandoned.add(req);
    throw tooLarge();
  }
  return readStream(req, limits).then((bytes) => ({ bytes }));
}

function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Collects the body; beyond the limit it is counted but not kept, and beyond the drain limit no longer read. */
function readStream(req: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stopClock = limits.clock.after(BODY_TIMEOUT, () => finish(broken('The body took too long to arrive.')));
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > MAX_DRAINED_BYTES) finish(tooLarge());
    };
    const onEnd = () => finish(size > limits.bytes ? tooLarge() : undefined);
    const onBroken = () => finish(broken('The body broke off.'));
    function finish(error: IwtError | undefined): void {
      stopClock();
      req.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      if (!req.readableEnded) {
        req.pause();
        // The connection is of no more use: what follows on it is the rest of this body.
        abandoned.add(req);
      }
      // A broken stream may report its error after we stopped listening.
      req.on('error', ignore);
      if (error) reject(error);
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    }
    req.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

const abandoned = new WeakSet<IncomingMessage>();

/** True when the rest of the body was left unread: the answer has to close the connection. */
export function isAbandoned(req: IncomingMessage): boolean {
  return abandoned.has(req);
}

/** Lets go of a body that nobody reads, and of the connection when it does not end. */
export function dropBody(req: IncomingMessage): void {
  if (req.readableDidRead || !hasBody(req)) return;
  let size = 0;
  req.on('error', ignore);
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_DRAINED_BYTES) req.destroy();
  });
}

function ignore(): void {}

function tooLarge(): IwtError {
  return new IwtError('request.too-large', 'The body is too large.');
}

function broken(message: string): IwtError {
  return new IwtError('request.invalid', message);
}

/** What the host's parsers made of the body. */
function parsedBody(req: ParsedRequest): RawBody {
  if (req.rawBody instanceof Uint8Array) return { bytes: req.rawBody };
  if (typeof req.rawBody === 'string') return { text: req.rawBody };
  const body = req.body;
  if (body === undefined || body === null) return none;
  if (body instanceof Uint8Array) return { bytes: body };
  if (typeof body === 'string') return { text: body };
  if (typeof body !== 'object') return { text: String(body) };
  if (isForm(req)) return { text: formText(body as Record<string, unknown>) };
  return Object.keys(body).length === 0 && !hasBody(req) ? none : { value: body };
}

export function isForm(req: IncomingMessage): boolean {
  return mediaType(req.headers['content-type']) === 'application/x-www-form-urlencoded';
}

/**
 * Puts text back together that a form parser took for form fields: some clients send JSON under the form content type
 * (visitor-protocol section 2.5), which a parser splits at `&`, `=` and, in its extended form, at brackets.
 */
function formText(fields: Record<string, unknown>): string {
  return pairs(fields, '')
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('&');
}

function pairs(fields: Record<string, unknown>, prefix: string): [string, string][] {
  return Object.entries(fields).flatMap(([key, value]): [string, string][] => {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (typeof value === 'string') return [[name, value]];
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
      return value.map((entry): [string, string] => [name, entry]);
    }
    return typeof value === 'object' && value !== null ? pairs(value as Record<string, unknown>, name) : [];
  });
}
