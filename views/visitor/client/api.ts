import type { Http } from './ports.ts';
import {
  type Capabilities,
  type ChatAnswer,
  type Json,
  type QueueAnswer,
  type Reply,
  readAnswer,
  readChat,
  readConfiguration,
  readQueue,
} from './protocol.ts';

/** The original client's limit for a request (visitor-protocol section 2.9), in milliseconds. */
const TIMEOUT = 12_000;

export interface StartInput {
  readonly name: string;
  /** Empty: without an account. */
  readonly password: string;
  readonly target: string;
  readonly targetType: string;
  readonly language: string;
  readonly customInfo?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly routingContexts?: Readonly<Record<string, string>> | undefined;
  /** The visitor wants the transcript by e-mail. Empty: to the address of the account. */
  readonly transcriptTo?: string | undefined;
}

/** Who asks: the server by its place in the list, and the session's participantID. */
export interface Seat {
  readonly server: number;
  readonly participantID: string;
}

/** The seat in a chat. */
export interface ChatSeat extends Seat {
  /** See `Numbers`. */
  readonly resumable: boolean;
  readonly offset: number;
}

export interface Api {
  /** Number of servers; two make a switchover pair. */
  readonly servers: number;
  /** URL of a server, with a slash at its end. */
  base(server: number): string;
  /** What stands below `root` in the answer to a call of the protocol. A null body is a POST without one. */
  call(server: number, path: string, root: string, body?: unknown): Promise<Reply<Json>>;
  configuration(server: number): Promise<Reply<Capabilities>>;
  start(server: number, input: StartInput): Promise<Reply<ChatAnswer>>;
  reconnect(server: number, chatID: string): Promise<Reply<ChatAnswer>>;
  poll(seat: ChatSeat, after: number): Promise<Reply<ChatAnswer>>;
  streamUrl(seat: Seat, after: number): string;
  send(seat: ChatSeat, message: string, clientMessageId: string): Promise<Reply<ChatAnswer>>;
  typing(seat: Seat, typing: boolean): Promise<Reply<ChatAnswer>>;
  exit(seat: Seat): Promise<Reply<ChatAnswer>>;
  /** Address of the other's photo, undefined when there is none. */
  photo(seat: Seat, other: string): Promise<string | undefined>;
  queue(server: number, name: string, type: string): Promise<Reply<QueueAnswer>>;
  register(server: number, username: string, password: string): Promise<Reply<unknown>>;
}

/** The calls of the visitor protocol. `bases`: where its servers are, such as `/I3Root/Server1/`. */
export function createApi(http: Http, bases: readonly string[]): Api {
  const base = (server: number): string => bases[server % bases.length] ?? '/';
  const url = (server: number, path: string): string => `${base(server)}websvcs/${path}`;

  async function call(server: number, path: string, root: string, body?: unknown): Promise<Reply<Json>> {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = body === undefined || body === null ? undefined : JSON.stringify(body);
    const answer = await http({ method, url: url(server, path), body: sent, timeout: TIMEOUT });
    return readAnswer(answer.status, answer.body, root);
  }

  async function chat(server: number, path: string, body?: unknown): Promise<Reply<ChatAnswer>> {
    const reply = await call(server, `chat/${path}`, 'chat', body);
    return reply.ok ? { ok: true, value: readChat(reply.value) } : reply;
  }

  return {
    servers: bases.length,
    base,
    call,
    async configuration(server) {
      const answer = await http({ method: 'GET', url: url(server, 'serverConfiguration'), timeout: TIMEOUT });
      const value = answer.status === 200 ? readConfiguration(answer.body) : undefined;
      if (value) return { ok: true, value };
      const reason = answer.status === 200 ? 'error.websvc' : `error.http.${answer.status}`;
      return { ok: false, reason, lost: true, params: {} };
    },
    start: (server, input) => chat(server, 'start', startBody(input)),
    reconnect: (server, chatID) => chat(server, 'reconnect', { chatID }),
    poll: (seat, after) => chat(seat.server, `poll/${seat.participantID}${seat.resumable ? afterQuery(after) : ''}`),
    streamUrl: (seat, after) => url(seat.server, `chat/stream/${seat.participantID}${afterQuery(after)}`),
    send: (seat, message, clientMessageId) =>
      chat(seat.server, `sendMessage/${seat.participantID}`, {
        message,
        contentType: 'text/plain',
        ...(seat.resumable && { clientMessageId }),
      }),
    typing: (seat, typingIndicator) => chat(seat.server, `setTypingState/${seat.participantID}`, { typingIndicator }),
    exit: (seat) => chat(seat.server, `exit/${seat.participantID}`, null),
    async photo(seat, other) {
      const reply = await call(seat.server, `partyInfo/${seat.participantID}`, 'partyInfo', { participantID: other });
      const path = reply.ok ? reply.value.photo : undefined;
      // Root-relative by the protocol; anything else could point to a foreign site.
      if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) return undefined;
      return base(seat.server) + path.slice(1);
    },
    async queue(server, queueName, queueType) {
      const participant = { name: 'Anonymous User', credentials: '' };
      const reply = await call(server, 'queue/query', 'queue', { queueName, queueType, participant });
      return reply.ok ? { ok: true, value: readQueue(reply.value) } : reply;
    },
    register: (server, username, password) =>
      call(server, 'register', 'registration', { contact: { username, password } }),
  };
}

/** Before the first event there is no position; the protocol counts from 0, so −1 asks for all. */
function afterQuery(after: number): string {
  return `?after=${after}`;
}

function startBody(input: StartInput): unknown {
  return {
    supportedContentTypes: 'text/plain',
    participant: { name: input.name, credentials: input.password },
    target: input.target,
    targetType: input.targetType,
    customInfo: input.customInfo,
    attributes: input.attributes,
    routingContexts: contextList(input.routingContexts),
    language: input.language,
    transcriptRequired: input.transcriptTo === undefined ? undefined : true,
    emailAddress: input.transcriptTo || undefined,
    clientToken: 'deprecated',
  };
}

/** Routing contexts as the protocol has them; undefined: none. */
export function contextList(contexts: Readonly<Record<string, string>> = {}): readonly unknown[] | undefined {
  const list = Object.entries(contexts).map(([category, context]) => ({ category, context }));
  return list.length > 0 ? list : undefined;
}
