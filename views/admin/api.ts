import { ApiError } from '../agent/sync/api.ts';
import type { Fetch } from '../agent/sync/fetch.ts';
import type { User } from '../agent/wire.ts';
import type { Parameter } from './wire.ts';

/** A call that the server refused in words. */
export class Refusal extends ApiError {
  readonly said: string;

  constructor(status: number, code: string, said: string, reference?: string, retryAfter?: number) {
    super(status, code, reference, retryAfter);
    this.said = said;
  }
}

/** The administrator API. Every call throws ApiError and nothing else. */
export interface Api {
  login(username: string, password: string): Promise<User>;
  /** `interaction.state` while chats go on in the agent console, unless forced. */
  logout(force: boolean): Promise<void>;
  me(): Promise<User>;
  parameters(): Promise<readonly Parameter[]>;
  set(name: string, value: string): Promise<Parameter>;
  reset(name: string): Promise<Parameter>;
  /** What `set` would refuse the value with, or null. */
  check(name: string, value: string): Promise<string | null>;
}

/** A call that takes longer counts as not reached. */
const patience = 20_000;

export function createApi(base: string, fetch: Fetch): Api {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await reach(fetch, `${base}${path}`, method, body);
    const answer = await parse(response);
    if (!response.ok) throw refusalOf(response, answer);
    return answer as T;
  };
  const one = (name: string) => `parameters/${encodeURIComponent(name)}`;
  return {
    login: async (username, password) => (await call<{ user: User }>('POST', 'login', { username, password })).user,
    logout: async (force) => void (await call('POST', 'logout', { force })),
    me: async () => (await call<{ user: User }>('GET', 'me')).user,
    parameters: async () => (await call<{ parameters: Parameter[] }>('GET', 'parameters')).parameters,
    set: async (name, value) => (await call<{ parameter: Parameter }>('PUT', one(name), { value })).parameter,
    reset: async (name) => (await call<{ parameter: Parameter }>('DELETE', one(name), {})).parameter,
    check: async (name, value) =>
      (await call<{ problem: string | null }>('POST', `${one(name)}/check`, { value })).problem,
  };
}

async function reach(fetch: Fetch, url: string, method: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new ApiError(0, 'network');
  }
}

async function parse(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    // A body cut off, or a page of something between us and the server.
    throw response.ok || response.status >= 500
      ? new ApiError(0, 'network')
      : new ApiError(response.status, 'internal');
  }
}

function refusalOf(response: Response, answer: unknown): Refusal {
  const { code, message, reference } = (answer as { error?: Record<string, unknown> } | null)?.error ?? {};
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new Refusal(
    response.status,
    text(code) ?? 'internal',
    text(message) ?? '',
    text(reference),
    Number.isFinite(seconds) ? seconds : undefined,
  );
}
