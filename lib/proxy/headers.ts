/**
 * What goes through a gateway and what does not. Headers come and go as lists: name, value, name, value …, because that
 * is how both sides have them, and because every request passes here.
 */

/** For one connection only (RFC 9110, section 7.6.1). */
const hopByHop = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What proxies say about a visitor or a request: believed from none but ourselves. */
const saidByProxies = [
  'cf-connecting-ip',
  'client-ip',
  'forwarded',
  'true-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
];

const notForwarded = new Set([...hopByHop, ...saidByProxies, 'content-length', 'expect', 'host', 'via']);
const notReturned = new Set([...hopByHop, 'alt-svc', 'content-length', '__proto__']);

/** What a request's headers say to the gateway itself. */
export interface Forwardable {
  /** Without what is not forwarded. */
  readonly headers: string[];
  /** Whether an `X-Forwarded-For` came with it. */
  readonly chained: boolean;
  readonly via: string | undefined;
  /** Whether it has a body: a length above zero, or chunks. */
  readonly hasBody: boolean;
}

/** Reads a request's raw headers. */
export function readRequestHeaders(raw: readonly string[]): Forwardable {
  const headers: string[] = [];
  let chained = false;
  let via: string | undefined;
  let hasBody = false;
  let named: ReadonlySet<string> | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] as string;
    const value = raw[at + 1] as string;
    const lower = name.toLowerCase();
    if (notForwarded.has(lower)) {
      if (lower === 'connection') named = namesIn(value, named);
      else if (lower === 'content-length') hasBody ||= value !== '0';
      else if (lower === 'transfer-encoding') hasBody = true;
      else if (lower === 'via') via = via === undefined ? value : `${via}, ${value}`;
    } else if (isForwardedFor(lower)) chained ||= lower === 'x-forwarded-for';
    else headers.push(name, value);
  }
  return { headers: named === undefined ? headers : without(headers, named), chained, via, hasBody };
}

/** Some servers take an underscore for a hyphen, and would read `X_Forwarded_For` as the real one. */
function isForwardedFor(lower: string): boolean {
  if (lower.startsWith('x-forwarded-')) return true;
  if (!lower.includes('_')) return false;
  const meant = lower.replaceAll('_', '-');
  return meant.startsWith('x-forwarded-') || notForwarded.has(meant);
}

/** The headers that a `Connection` header names; undefined when it names none. */
function namesIn(value: string, known: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  // Nearly every client stops here.
  if (value === 'keep-alive' || value === 'close') return known;
  const names = value
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return new Set([...(known ?? []), ...names]);
}

function without(headers: readonly string[], named: ReadonlySet<string>): string[] {
  return headers.filter((_, at) => !named.has((headers[at - (at % 2)] as string).toLowerCase()));
}

/** An answer's head for Node: a name that comes twice has a list. */
export type AnswerHead = Record<string, string | string[]>;

/** What is changed in an answer's head, so that it is right for the visitor. */
export interface Rewrite {
  /** `Location` and `Content-Location`. */
  location(value: string): string;
  cookie(value: string): string;
}

/** The length that an answer's head names. */
export function contentLength(raw: readonly (Buffer | string)[]): string | undefined {
  const at = raw.findIndex((name, index) => index % 2 === 0 && text(name).toLowerCase() === 'content-length');
  return at === -1 ? undefined : text(raw[at + 1] ?? '');
}

/** Reads an answer's raw headers without its length, as undici (bytes) and Node (text) have them. */
export function readAnswerHeaders(raw: readonly (Buffer | string)[], rewrite: Rewrite): AnswerHead {
  const head: AnswerHead = {};
  let named: ReadonlySet<string> | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = text(raw[at] as Buffer | string);
    const value = text(raw[at + 1] as Buffer | string);
    const lower = name.toLowerCase();
    if (notReturned.has(lower)) {
      if (lower === 'connection') named = namesIn(value, named);
    } else add(head, name, lower, rewritten(lower, value, rewrite));
  }
  if (named !== undefined) for (const name of Object.keys(head)) if (named.has(name.toLowerCase())) delete head[name];
  return head;
}

function text(value: Buffer | string): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

function rewritten(lower: string, value: string, rewrite: Rewrite): string {
  if (lower === 'location' || lower === 'content-location') return rewrite.location(value);
  return lower === 'set-cookie' ? rewrite.cookie(value) : value;
}

function add(head: AnswerHead, written: string, lower: string, value: string): void {
  const known = nameIn(head, lower);
  const before = known === undefined ? undefined : head[known];
  if (known === undefined || before === undefined) head[written] = value;
  else if (Array.isArray(before)) before.push(value);
  else head[known] = [before, value];
}

/** How the head has this name, in any letter case: of two spellings Node may keep the last alone. */
function nameIn(head: AnswerHead, lower: string): string | undefined {
  for (const name in head) if (name.length === lower.length && name.toLowerCase() === lower) return name;
  return undefined;
}
