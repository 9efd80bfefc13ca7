import type { Entry, InteractionDetail, InteractionSummary } from '../../lib/console/shapes.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

export interface ApiAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

export interface ApiUser {
  readonly id: string;
  readonly username: string;
  readonly role: string;
  readonly status: { readonly name: string; readonly available: boolean };
}

export interface List {
  readonly interactions: readonly InteractionSummary[];
  readonly position: string;
}

/** An agent who speaks the agent API as a browser does, with its cookie. */
export interface TestAgent {
  readonly user: ApiUser;
  /** One call; bodies go as JSON. Does not throw for an answer that refuses. */
  call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<ApiAnswer<Body>>;
  status(name: string): Promise<void>;
  list(): Promise<readonly InteractionSummary[]>;
  /** The first interaction in the list that fits; undefined when none does. */
  find(fits: (summary: InteractionSummary) => boolean): Promise<InteractionSummary | undefined>;
  read(id: string, after?: number): Promise<InteractionDetail>;
  /** Texts of a transcript, with who said them: `visitor: hello`. */
  texts(id: string): Promise<string[]>;
  /** Throws when it is refused. */
  act(id: string, command: 'pickup' | 'hold' | 'resume' | 'disconnect'): Promise<void>;
  say(id: string, text: string, clientMessageId?: string): Promise<void>;
  /** Opens the event stream; it ends with `close`. */
  events(lastEventId?: string): Promise<EventStream>;
  readonly cookie: string;
}

/** Signs in. Throws when it is refused. `url` is that of the package's root. */
export async function signIn(url: string, username: string, password: string): Promise<TestAgent> {
  const login = await fetch(`${url}/agent/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const { user } = (await login.json()) as { user: ApiUser };
  if (login.status !== 200) throw new Error(`Sign-in of ${username} was refused with ${login.status}.`);
  return agentWith(url, cookieOf(login), user);
}

/** An agent whose browser still has the cookie. */
export function agentWith(url: string, cookie: string, user: ApiUser): TestAgent {
  async function call<Body>(method: string, path: string, body?: unknown): Promise<ApiAnswer<Body>> {
    const response = await fetch(`${url}/agent/api/${path}`, {
      method,
      headers: { Cookie: cookie, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async function must<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await call<Body>(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const list = async () => (await must<List>('GET', 'interactions')).interactions;
  const read = (id: string, after?: number) =>
    must<InteractionDetail>('GET', `interactions/${id}${after === undefined ? '' : `?after=${after}`}`);

  return {
    user,
    cookie,
    call,
    list,
    read,
    status: async (name) => void (await must('PUT', 'status', { status: name })),
    find: async (fits) => (await list()).find(fits),
    texts: async (id) => textsOf((await read(id)).transcript),
    act: async (id, command) => void (await must('POST', `interactions/${id}/${command}`, {})),
    say: async (id, text, clientMessageId) =>
      void (await must('POST', `interactions/${id}/messages`, { text, clientMessageId })),
    events(lastEventId) {
      const headers: Record<string, string> = { Cookie: cookie };
      if (lastEventId !== undefined) headers['Last-Event-ID'] = lastEventId;
      return openEventStream(`${url}/agent/api/events`, headers);
    },
  };
}

export function textsOf(entries: readonly Entry[]): string[] {
  const spoken = entries.filter((entry) => entry.kind === 'text');
  return spoken.map((entry) => `${entry.from?.kind}: ${entry.text}`);
}

function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
