import type { ChatEvent } from '../../lib/wire/messages.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

/** What a chat call answers under its root key. */
export interface ChatAnswer {
  readonly status: { readonly type: 'success' | 'failure'; readonly reason?: string };
  readonly participantID?: string;
  readonly chatID?: string;
  readonly pollWaitSuggestion?: number;
  readonly events?: readonly ChatEvent[];
}

export interface VisitorOptions {
  /** Below the package's root: `websvcs` or `Server1/websvcs`. */
  readonly prefix?: string;
  readonly name?: string;
  /** Of a registered visitor. */
  readonly password?: string;
  readonly target?: string;
  readonly targetType?: string;
  readonly language?: string;
  /** More for the message: `transcriptRequired`, `emailAddress` and so on. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A visitor who speaks the documented protocol over HTTP as JSON. */
export interface TestVisitor {
  readonly participantID: string;
  readonly chatID: string;
  /** Everything that polls have brought, in the order it came. */
  readonly events: readonly ChatEvent[];
  /** One call below the prefix. Does not throw for a failure. */
  call(path: string, body?: unknown): Promise<ChatAnswer>;
  /** Polls once; answers what is new. Throws for a failure. */
  poll(): Promise<readonly ChatEvent[]>;
  /** Polls again and again until an event fits. */
  until(fits: (event: ChatEvent) => boolean): Promise<ChatEvent>;
  say(text: string, clientMessageId?: string): Promise<void>;
  typing(typing: boolean): Promise<void>;
  exit(): Promise<void>;
  /** The texts that came so far, with who said them: `Agent: hello`. */
  texts(): string[];
  /** The same events, pushed. `after`: the last sequence number that is known. */
  stream(after?: number): Promise<EventStream>;
}

/** Starts a chat. Throws when it fails. `url` is that of the package's root. */
export async function startChat(url: string, options: VisitorOptions = {}): Promise<TestVisitor> {
  const { prefix = 'websvcs', name = 'Vera', password, target = 'Support', targetType = 'Workgroup' } = options;
  const base = `${url}/${prefix}`;
  const answer = await post(`${base}/chat/start`, {
    participant: { name, credentials: password ?? null },
    target,
    targetType,
    supportedContentTypes: 'text/plain',
    language: options.language ?? 'en-us',
    ...options.more,
  });
  return visitorWith(base, succeeded(answer));
}

/** Comes back to a chat by its chatID, as another page or after a restart. Throws when it fails. */
export async function reconnectChat(url: string, chatID: string, prefix = 'websvcs'): Promise<TestVisitor> {
  const base = `${url}/${prefix}`;
  return visitorWith(base, { chatID, ...succeeded(await post(`${base}/chat/reconnect`, { chatID })) });
}

function visitorWith(base: string, started: ChatAnswer): TestVisitor {
  const { participantID = '', chatID = '' } = started;
  const events: ChatEvent[] = [...(started.events ?? [])];

  const call = (path: string, body?: unknown) => post(`${base}/${path}`, body);
  const mine = async (path: string, body?: unknown) => succeeded(await call(`${path}/${participantID}`, body));

  async function poll(): Promise<readonly ChatEvent[]> {
    const response = await fetch(`${base}/chat/poll/${participantID}`);
    const news = succeeded(chatOf(await response.json())).events ?? [];
    events.push(...news);
    return news;
  }

  return {
    participantID,
    chatID,
    events,
    call,
    poll,
    async until(fits) {
      for (;;) {
        const found = events.find(fits);
        if (found) return found;
        await poll();
      }
    },
    say: async (text, clientMessageId) =>
      void (await mine('chat/sendMessage', { message: text, contentType: 'text/plain', clientMessageId })),
    typing: async (typing) => void (await mine('chat/setTypingState', { typingIndicator: typing })),
    exit: async () => void (await mine('chat/exit')),
    texts: () => textsOf(events),
    stream(after) {
      const resume: Record<string, string> = after === undefined ? {} : { 'Last-Event-ID': String(after) };
      return openEventStream(`${base}/chat/stream/${participantID}`, resume);
    },
  };
}

export function textsOf(events: readonly ChatEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'text' ? [`${event.participantType}: ${event.value}`] : []));
}

async function post(url: string, body?: unknown): Promise<ChatAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
  return chatOf(await response.json());
}

function chatOf(answer: unknown): ChatAnswer {
  return (answer as { chat: ChatAnswer }).chat;
}

function succeeded(answer: ChatAnswer): ChatAnswer {
  if (answer.status.type === 'success') return answer;
  throw new Error(`The protocol answered ${answer.status.reason}.`);
}
