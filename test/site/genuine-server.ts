import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { reservedPort } from '../support/reserved-port.ts';

const SYSTEM = '00000000-0000-0000-0000-000000000000';

interface Wire extends Record<string, unknown> {
  readonly sequenceNumber: number;
}

interface Chat {
  readonly chatID: string;
  participantID: string;
  readonly name: string;
  next: number;
  /** Not handed out yet; each event is handed out once, and never again. */
  waiting: Wire[];
  readonly states: Map<string, Record<string, unknown>>;
  readonly texts: string[];
  over: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** A pair of CIC servers as they are documented: one chat state, one of them active, polling only, nothing of ours. */
export interface GenuinePair {
  readonly servers: readonly [Genuine, Genuine];
  /** Which one is active; the other answers 503 to everything. `both`: each takes itself for it; `none`: nobody does. */
  active: 0 | 1 | 'both' | 'none';
  /** What no client of the original does: a query, a field or a path beyond the protocol. */
  readonly faults: readonly string[];
  /** Requests by their path without ids, such as `chat/poll`. */
  readonly calls: readonly string[];
  capabilities: Record<string, string[]>;
  /** Hand out events with the answers to messages, as servers have been seen to do. */
  echoesInAnswers: boolean;
  /** Count anew after a reconnect. */
  renumbers: boolean;
  /** The next message: `swallow` is taken and not answered, `drop` is neither. */
  nextSend: 'ok' | 'swallow' | 'drop';
  chat(): Chat;
  agentJoins(name: string): string;
  says(agent: string, value: string): void;
  /** As without interaction recovery, or when both servers have failed. */
  forgetChats(): void;
  /** Knows a chat again. */
  remember(chat: Chat): void;
  close(): Promise<void>;
}

export interface Genuine {
  readonly origin: string;
  /** Ends every connection and takes no more. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Fields that requests may have (visitor-protocol sections 6 to 10). */
const fields: Readonly<Record<string, readonly string[]>> = {
  'chat/start': [
    ...['supportedContentTypes', 'participant', 'target', 'targetType', 'customInfo', 'attributes'],
    ...['routingContexts', 'language', 'transcriptRequired', 'emailAddress', 'clientToken'],
  ],
  'chat/reconnect': ['chatID'],
  'chat/sendMessage': ['message', 'contentType'],
  'chat/setTypingState': ['typingIndicator'],
  partyInfo: ['participantID'],
  'queue/query': ['queueName', 'queueType', 'participant'],
};

export async function openGenuinePair(): Promise<GenuinePair> {
  const chats = new Map<string, Chat>();
  const faults: string[] = [];
  const calls: string[] = [];
  let last: Chat | undefined;

  const success = { type: 'success' };
  const failure = (reason: string) => ({ status: { type: 'failure', reason: `error.websvc.${reason}` } });

  function put(chat: Chat, event: Record<string, unknown>): void {
    chat.waiting.push({ ...event, sequenceNumber: chat.next });
    chat.next += 1;
  }

  function state(chat: Chat, id: string, type: string, name: string, value: string): void {
    const event = { type: 'participantStateChanged', participantID: id, participantType: type };
    const whole = { ...event, participantName: name, state: value };
    chat.states.set(id, whole);
    put(chat, whole);
  }

  function text(chat: Chat, id: string, type: string, name: string, value: string): void {
    const event = { type: 'text', participantID: id, participantType: type, displayName: name };
    put(chat, { ...event, contentType: 'text/plain', value, conversationSequenceNumber: 0 });
  }

  function handOut(chat: Chat): readonly Wire[] {
    const events = chat.waiting;
    chat.waiting = [];
    return events;
  }

  const answer = (events: readonly Wire[], more: Json = {}): Json => ({
    chat: { pollWaitSuggestion: 1000, cfgVer: 3, events, status: success, ...more },
  });

  function start(data: Json): Json {
    const { name = 'Anonymous User' } = data.participant as { name?: string };
    if (data.target !== 'Marketing') return { chat: failure('unknownEntity.badTarget') };
    const ids = { chatID: randomUUID(), participantID: randomUUID() };
    last = { ...ids, name, next: 0, waiting: [], states: new Map(), texts: [], over: false };
    chats.set(last.chatID, last);
    state(last, last.participantID, 'WebUser', name, 'active');
    text(last, SYSTEM, 'System', 'IC', 'Welcome to CIC!');
    return answer([], { ...ids, dateFormat: 'M/d/yyyy', timeFormat: 'h:mm:ss tt' });
  }

  function reconnect({ chatID }: Json): Json {
    const chat = chats.get(String(chatID));
    if (!chat || chat.over) return { chat: failure('unknownEntity.session') };
    const waiting = chat.waiting.filter((event) => event.type !== 'participantStateChanged');
    chat.waiting = [];
    if (pair.renumbers) chat.next = 0;
    for (const event of chat.states.values()) put(chat, event);
    for (const { sequenceNumber: _, ...event } of waiting) put(chat, event);
    return answer(handOut(chat), { participantID: chat.participantID, chatID: chat.chatID });
  }

  function inChat(operation: string, id: string, data: Json): Json | 'nothing' {
    const chat = [...chats.values()].find(({ participantID }) => participantID === id);
    if (!chat) return { chat: failure('unknownEntity.session') };
    if (operation === 'sendMessage') {
      const next = pair.nextSend;
      pair.nextSend = 'ok';
      if (next === 'drop') return 'nothing';
      chat.texts.push(String(data.message));
      text(chat, id, 'WebUser', chat.name, String(data.message));
      if (next === 'swallow') return 'nothing';
      return answer(pair.echoesInAnswers ? handOut(chat) : []);
    }
    if (operation === 'exit') {
      chat.over = true;
      return { chat: { pollWaitSuggestion: 1000, status: success } };
    }
    return answer(operation === 'poll' ? handOut(chat) : []);
  }

  function respond(method: string, path: string, data: Json): Json | readonly Json[] | 'nothing' | undefined {
    const [, area = '', operation = '', id = ''] = /^([^/]+)(?:\/([^/]+))?(?:\/(.+))?$/.exec(path) ?? [];
    const name = fields[area] ? area : `${area}/${operation}`;
    calls.push(area === 'serverConfiguration' ? area : name);
    for (const key of Object.keys(data)) if (!fields[name]?.includes(key)) faults.push(`${name} with "${key}"`);
    if (area === 'serverConfiguration') {
      const serverConfiguration = { cfgVer: 3, capabilities: pair.capabilities };
      return [{ serverConfiguration }, { browserAcceptLanguage: '' }];
    }
    if (path === 'chat/start') return start(data);
    if (path === 'chat/reconnect') return reconnect(data);
    if (area === 'chat' && ['poll', 'sendMessage', 'setTypingState', 'exit'].includes(operation)) {
      return inChat(operation, id, data);
    }
    if (area === 'partyInfo') return { partyInfo: { name: 'Jonas', status: success } };
    if (path === 'queue/query') return { queue: { agentsAvailable: 2, estimatedWaitTime: 0, status: success } };
    faults.push(`${method} ${path}`);
    return undefined;
  }

  async function handle(index: number, req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const [path = '', query] = (req.url ?? '').split('?');
    // The gateway asks, too, whether a server is there.
    const place = /^\/websvcs\/(.+)$/i.exec(path)?.[1];
    if (pair.active !== 'both' && pair.active !== index) return void res.writeHead(503).end();
    if (query !== undefined) faults.push(`a query: ${req.url}`);
    const told = place === undefined ? undefined : respond(req.method ?? '', place, body ? JSON.parse(body) : {});
    if (told === 'nothing') return void req.socket.destroy();
    if (told === undefined) return void res.writeHead(404).end();
    res.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(told));
  }

  async function listen(index: 0 | 1): Promise<Genuine> {
    const make = () => http.createServer((req, res) => void handle(index, req, res));
    const port = await reservedPort();
    let server = make();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return {
      origin: `http://127.0.0.1:${port}`,
      async stop() {
        if (!server.listening) return;
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
      async start() {
        server = make();
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      },
    };
  }

  const latest = (): Chat => {
    if (!last) throw new Error('No chat was started.');
    return last;
  };

  const pair: GenuinePair = {
    servers: [await listen(0), await listen(1)],
    active: 0,
    faults,
    calls,
    echoesInAnswers: false,
    renumbers: false,
    nextSend: 'ok',
    capabilities: {
      common: ['partyInfo'],
      chat: [
        ...['start', 'reconnect', 'poll', 'sendMessage', 'setTypingState', 'exit'],
        'supportAuthenticationAnonymous',
      ],
      callback: ['create', 'status', 'reconnect', 'disconnect', 'supportAuthenticationAnonymous'],
      queueQuery: ['supportAuthenticationAnonymous'],
    },
    chat: latest,
    agentJoins(name) {
      const id = randomUUID();
      state(latest(), id, 'Agent', name, 'active');
      return id;
    },
    says: (agent, value) => text(latest(), agent, 'Agent', 'Jonas', value),
    forgetChats: () => chats.clear(),
    remember: (chat) => void chats.set(chat.chatID, chat),
    async close() {
      await Promise.all(pair.servers.map((server) => server.stop()));
    },
  };
  return pair;
}
