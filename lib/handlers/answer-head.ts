import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { CookieOptions } from './handler.ts';

/** Characters of a header's value, and of a cookie. */
export const MAX_HEADER_LENGTH = 4_096;
/** Headers and cookies of one answer. */
const MAX_HEADERS = 50;

/** Those that say how the answer is sent, or that pages of ours need as they are. */
const reserved: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-content-type-options',
]);

/** Status, headers and cookies of an answer that is not given yet. */
export class AnswerHead {
  status = 200;
  #headers: Record<string, string> | undefined;
  #cookies: string[] | undefined;

  setStatus(code: number): void {
    if (!Number.isInteger(code) || code < 200 || code > 599)
      throw new TypeError('A status is a number from 200 to 599.');
    this.status = code;
  }

  setHeader(name: string, value: string | number): void {
    validateHeaderName(name);
    const folded = name.toLowerCase();
    if (reserved.has(folded)) throw new TypeError(`The header ${name} is not the handler's to set.`);
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`The header ${name} has no text.`);
    validateHeaderValue(name, String(value));
    if (String(value).length > MAX_HEADER_LENGTH) {
      throw new TypeError(`The header ${name} has more than ${MAX_HEADER_LENGTH} characters.`);
    }
    this.#headers ??= Object.create(null) as Record<string, string>;
    this.#headers[folded] = String(value);
    if (Object.keys(this.#headers).length > MAX_HEADERS) throw new TypeError('There are too many headers.');
  }

  setCookie(name: string, value: string, options: CookieOptions & { readonly secure: boolean }): void {
    this.#cookies ??= [];
    this.#cookies.push(printCookie(name, value, options));
    if (this.#cookies.length > MAX_HEADERS) throw new TypeError('There are too many cookies.');
  }

  /** The whole head, with what pages have unless a handler says otherwise. */
  headers(contentType: string): Record<string, string | readonly string[]> {
    const headers: Record<string, string | readonly string[]> = {
      'content-type': contentType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...this.#headers,
    };
    if (this.#cookies) headers['set-cookie'] = this.#cookies;
    return headers;
  }
}

function printCookie(name: string, value: string, options: CookieOptions & { readonly secure: boolean }): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(name)) throw new TypeError('No cookie can have that name.');
  if (/^iwt\./i.test(name)) throw new TypeError('Cookies whose names begin with "iwt." are those of the service.');
  if (typeof value !== 'string') throw new TypeError(`The cookie ${name} has no text.`);
  const { path, maxAge, secure, httpOnly = true, sameSite = 'Lax' } = options;
  if (path !== undefined && !/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path))
    throw new TypeError('No cookie can have that path.');
  if (maxAge !== undefined && !Number.isSafeInteger(maxAge)) throw new TypeError('maxAge is a number of seconds.');
  if (!['Strict', 'Lax', 'None'].includes(sameSite)) throw new TypeError('sameSite is Strict, Lax or None.');
  const cookie = [
    `${name}=${encodeURIComponent(value)}`,
    ...(path === undefined ? [] : [`Path=${path}`]),
    ...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
    ...(secure ? ['Secure'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    `SameSite=${sameSite}`,
  ].join('; ');
  if (cookie.length > MAX_HEADER_LENGTH) {
    throw new TypeError(`The cookie ${name} has more than ${MAX_HEADER_LENGTH} characters.`);
  }
  return cookie;
}

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The value of `Location`. An address without a scheme leads to this site: what browsers would take for the name of another
 * host (`//host`, `/\host`) is refused, and so are schemes that run scripts.
 * @throws TypeError
 */
export function locationOf(url: string): string {
  const refused = () =>
    new TypeError('redirect() leads to a path of this site or to an http, https, mailto or tel address.');
  if (typeof url !== 'string' || url === '' || url.length > MAX_HEADER_LENGTH) throw refused();
  if (/[\p{Cc}\p{Cs}\s\\]/u.test(url) || /^\/\//.test(url)) throw refused();
  const scheme = /^[^/?#]*?:/.exec(url)?.[0].toLowerCase();
  if (scheme !== undefined) {
    const special = scheme === 'http:' || scheme === 'https:';
    if (!schemes.has(scheme) || !URL.canParse(url) || (special && !/^https?:\/\/[^/]/i.test(url))) throw refused();
    return new URL(url).href;
  }
  // Only ASCII gets through a header as it is.
  return url.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

export function redirectStatus(status: number): number {
  if (!statuses.has(status)) throw new TypeError('A redirect has the status 301, 302, 303, 307 or 308.');
  return status;
}
