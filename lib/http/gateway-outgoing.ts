import { IncomingMessage } from 'node:http';
import { IwtError } from '../errors.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import { BODY_TIMEOUT, isForm, type ParsedRequest, parsedBody, parsedForm } from './body.ts';
import type { Passing } from './gateway-passing.ts';

/** Bytes of a body that is passed on as it comes. */
export const MAX_STREAMED_BYTES = 10_485_760;

/** Where a request's body is: nowhere, still unread, or put together again from what a parser of the host made of it. */
export type OutgoingBody =
  | { readonly kind: 'none' | 'unread' }
  /** `printed`: written anew from what the parser understood. */
  | { readonly kind: 'parsed'; readonly bytes: Buffer; readonly printed: boolean };

/** @throws IwtError `request.too-large`; `request.content-type`: a parser of the host has taken what cannot be restored */
export function outgoingBody({ req, method, hasBody }: Passing): OutgoingBody {
  // For other methods a body means nothing, or next to nothing, and Node would not frame it.
  if (method !== 'POST' && method !== 'PUT') return { kind: 'none' };
  if (req.readableDidRead || req.readableEnded) return { kind: 'parsed', ...restored(req) };
  if (Number(req.headers['content-length']) > MAX_STREAMED_BYTES) throw tooLarge();
  return { kind: hasBody ? 'unread' : 'none' };
}

function restored(req: ParsedRequest): { readonly bytes: Buffer; readonly printed: boolean } {
  const printed = (text: string) => ({ bytes: Buffer.from(text), printed: true });
  if (req.rawBody === undefined && isForm(req) && isFields(req.body)) return printed(parsedForm(req.body));
  const { bytes, text, value } = parsedBody(req);
  if (bytes) return { bytes: Buffer.from(bytes), printed: false };
  if (value !== undefined && !/json/i.test(req.headers['content-type'] ?? '')) {
    throw new IwtError('request.content-type', 'A parser before the gateway has taken the body.');
  }
  return printed(value === undefined ? (text ?? '') : JSON.stringify(value));
}

function isFields(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array);
}

function tooLarge(): IwtError {
  return new IwtError('request.too-large', 'The body is too large.');
}

export interface OutgoingParts {
  readonly passing: Passing;
  readonly body: OutgoingBody;
  /** Value of the header `Host`. */
  readonly authority: string;
  readonly clock: Clock;
  /** The visitor's body is too large or too slow, or broke off. */
  readonly broken: (error: IwtError) => void;
}

/**
 * The request as a server gets it. It holds its body back until the connection stands: as long as nothing of it has been
 * read, another server can have it.
 */
export class Outgoing extends IncomingMessage {
  private readonly parts: OutgoingParts;
  /** Whether its body is still coming. */
  isReading = false;
  private size = 0;
  private cancel: Cancel | undefined;

  constructor(parts: OutgoingParts) {
    super(parts.passing.req.socket);
    this.parts = parts;
    this.method = parts.passing.method;
    this.url = parts.passing.target.path;
    this.headers = headersOf(parts);
    if (parts.body.kind === 'none') this.push(null);
  }

  /** The connection stands. */
  release(): void {
    const { body, passing } = this.parts;
    if (body.kind === 'parsed') {
      this.push(body.bytes);
      this.push(null);
    } else if (body.kind === 'unread') {
      this.isReading = true;
      passing.req.on('data', this.onChunk).on('end', this.finish).on('close', this.brokeOff);
      this.watch();
    }
  }

  /** Lets go of the visitor's request, wherever its body is. */
  letGo(): void {
    this.cancel?.();
    this.isReading = false;
    this.parts.passing.req.off('data', this.onChunk).off('end', this.finish).off('close', this.brokeOff);
    // This is how the proxy learns that the request is over.
    this.emit('aborted');
  }

  override _read(): void {
    if (this.isReading) this.parts.passing.req.resume();
  }

  /** Not the base's, which closes the visitor's connection. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
  }

  private readonly onChunk = (chunk: Buffer): void => {
    this.size += chunk.length;
    this.watch();
    if (this.size > MAX_STREAMED_BYTES) this.parts.broken(tooLarge());
    else if (!this.push(chunk)) this.parts.passing.req.pause();
  };

  private readonly finish = (): void => {
    this.cancel?.();
    this.isReading = false;
    this.push(null);
  };

  private readonly brokeOff = (): void => {
    if (!this.parts.passing.req.readableEnded)
      this.parts.broken(new IwtError('request.invalid', 'The body broke off.'));
  };

  private watch(): void {
    this.cancel?.();
    this.cancel = this.parts.clock.after(BODY_TIMEOUT, () => {
      const slow = new IwtError('request.timeout', 'The body took too long to arrive.');
      // A server that does not take what it gets has time limits of its own.
      if (this.parts.passing.req.isPaused()) this.watch();
      else this.parts.broken(slow);
    });
  }
}

function headersOf({ passing, body, authority }: OutgoingParts): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.assign(Object.create(null), { host: authority });
  const given = body.kind === 'parsed' ? headersOfParsed(passing.headers, body.printed) : passing.headers;
  for (let at = 0; at + 1 < given.length; at += 2) {
    const name = given[at] as string;
    const before = headers[name];
    const value = given[at + 1] as string;
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  const { 'content-length': length, 'transfer-encoding': coding } = passing.req.headers;
  if (body.kind === 'parsed') headers['content-length'] = String(body.bytes.length);
  else if (body.kind === 'unread' && coding === undefined && length !== undefined) headers['content-length'] = length;
  else if (body.kind === 'none' && (passing.method === 'POST' || passing.method === 'PUT')) {
    headers['content-length'] = '0';
  }
  return headers;
}

/** For a body that a parser of the host has had: parsers inflate, and what is written anew (`printed`) is UTF-8. */
export function headersOfParsed(headers: readonly string[], printed: boolean): string[] {
  return headers.flatMap((value, at) => {
    const name = headers[at - (at % 2)]?.toLowerCase();
    if (name === 'content-encoding') return [];
    const isType = printed && at % 2 === 1 && name === 'content-type';
    return isType ? value.replace(/(;\s*charset\s*=\s*)(?!"?utf-?8"?\s*(?:;|$))("[^"]*"|[^;\s]*)/gi, '$1utf-8') : value;
  });
}
