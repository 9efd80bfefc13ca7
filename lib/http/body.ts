import type { IncomingMessage } from 'node:http';
import { IwtError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { mediaType } from '../wire/negotiate.ts';
import type { RawBody } from '../wire/read.ts';
import { createLeaving, type Staying } from './leaving.ts';

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

/** Told once: with what was refused, or with the whole body. */
export type BodyRead = (error: IwtError | undefined, bytes: Buffer) => void;

/** A body this much larger than allowed is still read (and dropped), so that its sender gets to read the answer. */
export const MAX_DRAINED_BYTES = 1_048_576;
/** Time for a whole body to arrive, in milliseconds. */
export const BODY_TIMEOUT = 20_000;

const none: RawBody = {};

/**
 * The body of a request, wherever it is by now: unread in the stream, or already taken by a parser of the host.
 * @throws IwtError `request.too-large`, `request.content-type` (compressed), `request.invalid` (broken off),
 *   `request.timeout` (too slow)
 */
export function takeBody(req: ParsedRequest, limits: BodyLimits): RawBody | Promise<RawBody> {
  if (req.readableDidRead || req.readableEnded) return parsedBody(req);
  if (!hasBody(req)) return none;
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new IwtError('request.content-type', 'Compressed bodies are not read.');
  }
  return new Promise((resolve, reject) => {
    readBody(req, limits, (error, bytes) => (error ? reject(error) : resolve({ bytes })));
  });
}

/** The body of a request that nobody has read, as it was sent; a callback, because a gateway does it all the time. */
export function readBody(req: IncomingMessage, limits: BodyLimits, done: BodyRead): void {
  if (Number(req.headers['content-length']) > MAX_DRAINED_BYTES) {
    abandoned.add(req);
    done(tooLarge(), nothing);
  } else if (req.socket.destroyed) done(broken('The body broke off.'), nothing);
  else collect(req, limits, done);
}

const nothing = Buffer.alloc(0);

function hasBody(req: IncomingMessage): boolean {
  const length = req.headers['content-length'];
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Collects the body; beyond the limit it is counted but not kept, and beyond the drain limit no longer read. */
function collect(req: IncomingMessage, limits: BodyLimits, done: BodyRead): void {
  const { socket } = req;
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  const stopClock = limits.clock.after(BODY_TIMEOUT, () => finish(tooSlow()));
  const sender: Staying = {
    previous: undefined,
    next: undefined,
    left: () => finish(broken('The body broke off.')),
  };
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limits.bytes) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) finish(tooLarge());
  };
  function finish(error: IwtError | undefined): void {
    if (over) return;
    over = true;
    stopClock();
    leaving.unwatch(socket, sender);
    if (!req.readableEnded) {
      // A broken stream may still report its error.
      req.on('error', ignore).off('data', onData).pause();
      // The connection is of no more use: what follows on it is the rest of this body.
      abandoned.add(req);
    }
    done(error, error ? nothing : chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  }
  leaving.watch(socket, sender);
  req.on('data', onData).on('end', () => finish(size > limits.bytes ? tooLarge() : undefined));
}

const leaving = createLeaving();

const abandoned = new WeakSet<IncomingMessage>();

/** Leaves the rest of a body unread. */
export function abandon(req: IncomingMessage): void {
  if (!req.readableEnded) abandoned.add(req);
}

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

function tooSlow(): IwtError {
  return new IwtError('request.timeout', 'The body took too long to arrive.');
}

function broken(message: string): IwtError {
  return new IwtError('request.invalid', message);
}

/** What the host's parsers made of the body. */
export function parsedBody(req: ParsedRequest): RawBody {
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

/** A form as a browser sends it, from the fields that a parser made of it. */
export function parsedForm(fields: Record<string, unknown>): string {
  return new URLSearchParams(pairs(fields, '')).toString();
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
