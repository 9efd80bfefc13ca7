import type { PageClock } from '../runtime/clock.ts';
import type {
  CallbackStep,
  ChosenCodes,
  CodeLists,
  InteractionAction,
  InteractionDetail,
  InteractionSummary,
  Segment,
  Status,
  User,
} from '../wire.ts';
import type { Fetch, FetchOptions } from './fetch.ts';

/** A call that failed. `status` 0: the server was not reached, so whether it acted is unknown. */
export class ApiError extends Error {
  readonly status: number;
  /** The server's code, or `network`. */
  readonly code: string;
  readonly reference: string | undefined;
  /** Seconds, where the server asked for patience. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, reference?: string, retryAfter?: number) {
    super(code);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.reference = reference;
    this.retryAfter = retryAfter;
  }

  /** Worth another try without a change: the network, an overload, a restart. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface NewStatus {
  readonly status: string;
  readonly until?: string;
  readonly note?: string;
}

/** The agent API (design section 4). Every call throws ApiError and nothing else. */
export interface Api {
  login(username: string, password: string): Promise<User>;
  /** `interaction.state` while chats go on, unless forced. */
  logout(force: boolean): Promise<void>;
  me(): Promise<User>;
  setStatus(status: NewStatus): Promise<User | undefined>;
  statuses(): Promise<readonly Status[]>;
  list(): Promise<readonly InteractionSummary[]>;
  /** Entries after the sequence number `after`; 0: all. */
  read(id: string, after: number): Promise<InteractionDetail>;
  act(id: string, action: InteractionAction): Promise<void>;
  send(id: string, message: { readonly text: string; readonly clientMessageId: string }): Promise<void>;
  typing(id: string, typing: boolean): Promise<void>;
  markRead(id: string, seq: number): Promise<void>;
  callback(id: string, step: CallbackStep): Promise<void>;
  note(id: string, text: string): Promise<void>;
  setCodes(id: string, codes: ChosenCodes): Promise<void>;
  codes(): Promise<CodeLists>;
  timeline(id: string): Promise<readonly Segment[]>;
}

/** A call that takes longer counts as not reached. */
const patience = 20_000;

export function createApi(base: string, clock: PageClock, fetch: Fetch): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const asked = clock.local();
    const response = await reach(fetch, `${base}${path}`, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(patience),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) clock.hear(date, asked, clock.local());
    const answer = await parse(response);
    if (!response.ok) throw errorOf(response, answer);
    return answer;
  };
  const one = (id: string) => `interactions/${encodeURIComponent(id)}`;
  return {
    login: async (username, password) => userOf(await call('POST', 'login', { username, password })),
    logout: async (force) => void (await call('POST', 'logout', { force })),
    me: async () => userOf(await call('GET', 'me')),
    setStatus: async (status) => {
      const answer = await call('PUT', 'status', status);
      return isUser(answer) || isUser((answer as { user?: unknown } | undefined)?.user) ? userOf(answer) : undefined;
    },
    statuses: async () => ((await call('GET', 'statuses')) as { statuses: readonly Status[] }).statuses,
    list: async () =>
      ((await call('GET', 'interactions')) as { interactions: readonly InteractionSummary[] }).interactions,
    read: async (id, after) =>
      (await call('GET', after > 0 ? `${one(id)}?after=${after}` : one(id))) as InteractionDetail,
    act: async (id, action) => void (await call('POST', `${one(id)}/${action}`, {})),
    send: async (id, message) => void (await call('POST', `${one(id)}/messages`, message)),
    typing: async (id, typing) => void (await call('POST', `${one(id)}/typing`, { typing })),
    markRead: async (id, seq) => void (await call('POST', `${one(id)}/read`, { seq })),
    callback: async (id, step) => void (await call('POST', `${one(id)}/callback`, step)),
    note: async (id, text) => void (await call('POST', `${one(id)}/notes`, { text })),
    setCodes: async (id, codes) => void (await call('PUT', `${one(id)}/codes`, codes)),
    codes: async () => (await call('GET', 'codes')) as CodeLists,
    timeline: async (id) => ((await call('GET', `${one(id)}/timeline`)) as { segments: readonly Segment[] }).segments,
  };
}

async function reach(fetch: Fetch, url: string, options: FetchOptions): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch {
    throw new ApiError(0, 'network');
  }
}

async function parse(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // A body cut off, or a page of something between us and the server.
    throw response.ok || response.status >= 500
      ? new ApiError(0, 'network')
      : new ApiError(response.status, 'internal');
  }
}

function errorOf(response: Response, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: unknown; reference?: unknown } } | undefined)?.error;
  const code = typeof error?.code === 'string' ? error.code : 'internal';
  const reference = typeof error?.reference === 'string' ? error.reference : undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(response.status, code, reference, Number.isFinite(seconds) ? seconds : undefined);
}

function isUser(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'displayName' in value;
}

function userOf(answer: unknown): User {
  const user = isUser(answer) ? answer : (answer as { user?: unknown } | undefined)?.user;
  if (!isUser(user)) throw new ApiError(0, 'network');
  return user as User;
}
