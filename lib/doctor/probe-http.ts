import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { codeOf, type Limits } from './probe.ts';
import { trustNobody } from './probe-tls.ts';

/** Bytes of an answer's body that are read, as sent and unpacked; far more than any of the answers that are looked at. */
export const MAX_BODY_BYTES = 262_144;
/** Bytes of an answer's head. */
const MAX_HEAD_BYTES = 16_384;

export interface Question {
  readonly url: URL;
  /** The address of the URL's host to connect to. */
  readonly address: string;
  readonly method?: 'GET' | 'HEAD' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly ca?: readonly string[] | undefined;
  /** The address of this machine to connect from; undefined: whichever the system takes. */
  readonly from?: string;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Read as UTF-8, at most `MAX_BODY_BYTES`. */
      readonly body: string;
      /** Both ends of the connection. */
      readonly local: string;
      readonly remote: string;
    }
  /** No whole answer: reset, not HTTP, head too large; a code such as `ECONNRESET` or `HPE_INVALID_CONSTANT`. */
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'timeout' };

/** Asks one question on a connection of its own; whatever comes back is read within limits of size and time. */
export function ask(question: Question, limits: Limits): Promise<Answer> {
  return new Promise((resolve) => {
    const request = open(question);
    const end = (answer: Answer) => {
      cancel();
      resolve(answer);
      request.destroy();
    };
    const cancel = limits.clock.after(limits.timeout, () => end({ kind: 'timeout' }));
    request.on('error', (error) => end({ kind: 'failed', code: codeOf(error) }));
    request.on('response', (response) => readBody(response, end));
    // Nobody here asks for another protocol.
    request.on('upgrade', () => end({ kind: 'failed', code: 'upgrade' }));
    request.end();
  });
}

function open({ url, address, method = 'GET', headers, ca, from }: Question): http.ClientRequest {
  const options: https.RequestOptions = {
    method,
    host: address,
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    headers: { Host: url.host, 'User-Agent': 'iwt-doctor', 'Accept-Encoding': 'identity', ...headers },
    agent: false,
    maxHeaderSize: MAX_HEAD_BYTES,
    ...(from && { localAddress: from }),
  };
  if (url.protocol === 'http:') return http.request(options);
  return https.request({ ...options, ...trustNobody({ host: hostOf(url), ca }) });
}

function readBody(response: IncomingMessage, end: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  // A connection that has ended no longer tells them.
  const { localAddress = '', remoteAddress = '' } = response.socket;
  const answer = () =>
    end({
      kind: 'answered',
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: unpacked(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES), response.headers['content-encoding']),
      local: plainAddress(localAddress),
      remote: plainAddress(remoteAddress),
    });
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY_BYTES) answer();
  });
  response.on('end', answer);
  response.on('error', (error) => end({ kind: 'failed', code: codeOf(error) }));
}

/** Some gateways compress whatever was asked for. */
function unpacked(bytes: Buffer, encoding: string | undefined): string {
  const unpack = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[encoding ?? ''];
  try {
    return (unpack?.(bytes, { maxOutputLength: MAX_BODY_BYTES }) ?? bytes).toString('utf8');
  } catch {
    return bytes.toString('utf8');
  }
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** IPv4 inside IPv6 as IPv4, without a zone. */
export function plainAddress(address: string): string {
  return address
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .toLowerCase();
}
