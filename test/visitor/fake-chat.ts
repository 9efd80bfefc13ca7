import { createFakeCallbacks, type FakeCallbacks } from './fake-callback.ts';

/**
 * A small server of the visitor protocol's chat half, in memory, that keeps the rules a client relies on: every event has
 * its number, `after` answers exactly what follows, a clientMessageId is taken once. Used below a port of the client
 * library, and behind a real HTTP server in the browser tests.
 */
const SYSTEM = '00000000-0000-0000-0000-000000000000';

type Wire = Record<string, unknown> & { sequenceNumber: number };

interface Chat {
  readonly chatID: string;
  readonly participantID: string;
  readonly name: string;
  readonly events: Wire[];
  readonly known: Map<string, number>;
  readonly listeners: Set<(events: readonly Wire[]) => void>;
  readonly typing: boolean[];
  /** Events handed out so far, where each is handed out once. */
  handedOut: number;
  over: boolean;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface FakeChat {
  handle(method: string, path: string, query: URLSearchParams, body: string): Reply;
  /** Undefined: no such session. */
  subscribe(participantID: string, after: number, push: (events: readonly Wire[]) => void): (() => void) | undefined;
  /** The chat begun last. */
  latest(): Chat;
  agentJoins(name: string): string;
  state(participantID: string, state: string, name?: string): void;
  says(participantID: string, value: string, type?: 'text' | 'url' | 'file'): void;
  system(value: string): void;
  types(participantID: string, typing: boolean): void;
  ends(): void;
  /** Texts the visitor sent, in the order they are kept. */
  texts(): readonly string[];
  /** Forgets participantIDs until a reconnect, as a server behind a switchover does. */
  forgetSessions(): void;
  forgetChats(): void;
  /** Reasons for failures by operation, such as `sendMessage`. */
  readonly refuse: Map<string, string>;
  /** Answer as a server of the original: polls bring each event once, and messages have no ids. */
  genuine: boolean;
  capabilities: Record<string, string[]>;
  queue: { agentsAvailable: number; estimatedWaitTime: number };
  /** Answers `callback/…` and `opening`. */
  readonly callbacks: FakeCallbacks;
  /** Offers callbacks too. */
  offerCallbacks(): void;
}

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const json = (body: unknown): Reply => ({ status: 200, body: JSON.stringify(body) });
const success = { type: 'success' };
const failure = (root: string, reason: string): Reply => json({ [root]: { status: { type: 'failure', reason } } });

export function createFakeChat(): FakeChat {
  const chats = new Map<string, Chat>();
  const sessions = new Map<string, Chat>();
  const accounts = new Map<string, string>([['maria', 'correct horse']]);
  const names = new Map<string, string>();
  const refuse = new Map<string, string>();
  let count = 0;
  let last: Chat | undefined;

  const latest = (): Chat => {
    if (!last) throw new Error('no chat was started');
    return last;
  };

  function emit(chat: Chat, event: Record<string, unknown>): Wire {
    const wire = { ...event, sequenceNumber: chat.events.length };
    chat.events.push(wire);
    for (const listener of chat.listeners) listener([wire]);
    return wire;
  }

  const answer = (chat: Chat, events: readonly Wire[], more: object = {}): Reply =>
    json({ chat: { pollWaitSuggestion: 2000, cfgVer: 7, events, status: success, ...more, chatID: chat.chatID } });

  function start(data: Record<string, unknown>): Reply {
    const participant = (data.participant ?? {}) as { name?: string; credentials?: string };
    if (data.target === 'Nobody') return failure('chat', 'error.websvc.unknownEntity.badTarget');
    if (participant.credentials && accounts.get(participant.name ?? '') !== participant.credentials) {
      return failure('chat', 'error.websvc.userdb.badCredentials');
    }
    count += 1;
    const chat: Chat = {
      chatID: guid(count * 1000),
      participantID: guid(count * 1000 + 1),
      name: participant.name ?? 'Anonymous User',
      events: [],
      known: new Map(),
      listeners: new Set(),
      typing: [],
      handedOut: 0,
      over: false,
    };
    chats.set(chat.chatID, chat);
    sessions.set(chat.participantID, chat);
    last = chat;
    state(chat, chat.participantID, 'WebUser', chat.name, 'active');
    return answer(chat, [], {
      participantID: chat.participantID,
      dateFormat: 'dd/MM/yyyy',
      timeFormat: 'HH:mm',
      resumable: !fake.genuine,
    });
  }

  function state(chat: Chat, participantID: string, participantType: string, name: string, value: string): void {
    names.set(participantID, name);
    const event = { type: 'participantStateChanged', participantID, participantType, participantName: name };
    emit(chat, { ...event, state: value });
  }

  function spoken(chat: Chat, participantID: string, participantType: string, type: string, value: string): Wire {
    const displayName = participantType === 'System' ? 'CIC' : (names.get(participantID) ?? '');
    const content = type === 'text' ? { contentType: 'text/plain' } : {};
    const event = { type, participantID, participantType, displayName, conversationSequenceNumber: 0 };
    return emit(chat, { ...event, ...content, value });
  }

  function send(chat: Chat, data: Record<string, unknown>): Reply {
    const id = String(data.clientMessageId ?? '');
    let sequenceNumber = chat.known.get(id);
    if (sequenceNumber === undefined) {
      sequenceNumber = spoken(chat, chat.participantID, 'WebUser', 'text', String(data.message)).sequenceNumber;
      if (id) chat.known.set(id, sequenceNumber);
    }
    return answer(chat, [], fake.genuine ? {} : { sequenceNumber });
  }

  function inSession(operation: string, chat: Chat, query: URLSearchParams, data: Record<string, unknown>): Reply {
    if (operation === 'poll') {
      const from = fake.genuine ? chat.handedOut : Number(query.get('after') ?? -1) + 1;
      chat.handedOut = chat.events.length;
      return answer(chat, chat.events.slice(from));
    }
    if (chat.over && operation !== 'exit') return failure('chat', 'error.websvc.unknownEntity.session');
    if (operation === 'sendMessage') return send(chat, data);
    if (operation === 'setTypingState') chat.typing.push(data.typingIndicator === true);
    if (operation === 'exit' && !chat.over) {
      chat.over = true;
      state(chat, chat.participantID, 'WebUser', chat.name, 'disconnected');
    }
    return answer(chat, []);
  }

  const callbacks = createFakeCallbacks();
  const fake: FakeChat = {
    refuse,
    genuine: false,
    callbacks,
    offerCallbacks() {
      const callback = ['create', 'status', 'reconnect', 'disconnect'];
      callback.push('supportAuthenticationTracker', 'supportAuthenticationAnonymous');
      fake.capabilities = { ...fake.capabilities, callback };
    },
    queue: { agentsAvailable: 3, estimatedWaitTime: 0 },
    capabilities: {
      common: ['supportRegistrationTracker', 'partyInfo'],
      chat: [
        ...['start', 'reconnect', 'poll', 'sendMessage', 'setTypingState', 'exit'],
        ...['supportAuthenticationTracker', 'supportAuthenticationAnonymous'],
      ],
      callback: ['status', 'reconnect', 'disconnect'],
      queueQuery: ['supportAuthenticationAnonymous'],
    },
    handle(_method, path, query, body) {
      if (path.endsWith('/opening')) {
        return callbacks.opening ? json(callbacks.opening) : { status: 404, body: '' };
      }
      const [area, operation = '', id = ''] = path.replace(/^.*websvcs\//, '').split('/');
      const data = body ? JSON.parse(body) : {};
      const name = area === 'chat' ? operation : (area ?? '');
      const reason = refuse.get(name);
      if (name === 'serverConfiguration') {
        return json([{ serverConfiguration: { cfgVer: 7, capabilities: fake.capabilities } }, {}]);
      }
      if (area === 'queue')
        return reason ? failure('queue', reason) : json({ queue: { ...fake.queue, status: success } });
      if (area === 'callback') return callbacks.handle(operation, id, data);
      if (area === 'partyInfo') return json({ partyInfo: { name: 'x', status: success } });
      if (area === 'register') {
        const { username, password } = data.contact;
        if (accounts.has(username)) return failure('registration', 'error.websvc.userdb.accountExists');
        accounts.set(username, password);
        return reason ? failure('registration', reason) : json({ registration: { status: success } });
      }
      if (reason) return failure('chat', reason);
      if (operation === 'start') return start(data);
      if (operation === 'reconnect') {
        const chat = chats.get(data.chatID);
        if (!chat || chat.over) return failure('chat', 'error.websvc.unknownEntity.session');
        sessions.set(chat.participantID, chat);
        const states = chat.events.filter((event) => event.type === 'participantStateChanged');
        return answer(chat, states, { participantID: chat.participantID, resumable: !fake.genuine });
      }
      const chat = sessions.get(id);
      return chat ? inSession(operation, chat, query, data) : failure('chat', 'error.websvc.unknownEntity.session');
    },
    subscribe(participantID, after, push) {
      const chat = sessions.get(participantID);
      if (!chat) return undefined;
      const missed = chat.events.slice(after + 1);
      if (missed.length) push(missed);
      chat.listeners.add(push);
      return () => void chat.listeners.delete(push);
    },
    latest,
    agentJoins(name) {
      count += 1;
      const id = guid(count);
      fake.state(id, 'active', name);
      return id;
    },
    state(id, value, name = names.get(id) ?? '') {
      const chat = latest();
      state(chat, id, id === chat.participantID ? 'WebUser' : 'Agent', name, value);
    },
    says: (id, value, type = 'text') => void spoken(latest(), id, 'Agent', type, value),
    system: (value) => void spoken(latest(), SYSTEM, 'System', 'text', value),
    types(participantID, value) {
      const chat = latest();
      const event = { type: 'typingIndicator', participantID, participantType: 'Agent', value };
      for (const listener of chat.listeners) listener([{ ...event, sequenceNumber: chat.events.length }]);
    },
    ends() {
      latest().over = true;
      fake.state(latest().participantID, 'disconnected', latest().name);
    },
    texts: () =>
      latest()
        .events.filter((event) => event.type === 'text' && event.participantID === latest().participantID)
        .map((event) => String(event.value)),
    forgetSessions: () => sessions.clear(),
    forgetChats() {
      sessions.clear();
      chats.clear();
    },
  };
  return fake;
}
