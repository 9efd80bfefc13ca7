import type {
  CallbackStep,
  CallbackSummary,
  ChosenCodes,
  CodeLists,
  Entry,
  InteractionDetail,
  InteractionSummary,
  Segment,
  Status,
  User,
} from '../../views/agent/wire.ts';
import { summary, user } from './shapes.ts';

/** An event as the stream writes it; `id` grows. */
export interface DeskEvent {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

interface Chat {
  summary: InteractionSummary;
  entries: Entry[];
  attributes: Record<string, string>;
  segments: readonly Segment[];
}

/** The agent API's state in memory: one agent's interactions, as the real rooms would tell of them. */
export interface FakeDesk {
  readonly statuses: readonly Status[];
  me: User;
  readonly events: readonly DeskEvent[];
  /** Called with every event; typing has id 0 and is not kept. */
  onEvent: (event: DeskEvent) => void;
  list(): InteractionSummary[];
  detail(id: string, after: number): InteractionDetail | undefined;
  /** A new chat in a queue; 10 digits. */
  start(some: Partial<InteractionSummary>, attributes?: Record<string, string>): string;
  set(id: string, some: Partial<InteractionSummary>): void;
  remove(id: string): void;
  say(id: string, text: string, at?: number): void;
  system(id: string, text: string, at?: number): void;
  /** Answers false when it was there already. */
  send(id: string, text: string, clientMessageId?: string): boolean;
  read(id: string, seq: number): void;
  typing(id: string, typing: boolean): void;
  setStatus(name: string, until?: string, note?: string): User;
  /** What an agent says of a callback, as the real room would take it. */
  step(id: string, step: CallbackStep): void;
  note(id: string, text: string): void;
  codes: CodeLists;
  setCodes(id: string, codes: ChosenCodes): void;
  segments(id: string, segments: readonly Segment[]): void;
  timeline(id: string): readonly Segment[];
  tell(event: string, data: unknown): void;
}

const names = [
  'Available',
  'Available (but connected to another call)',
  'At a training session',
  'At lunch',
  'Do not disturb',
  'Follow up',
  'Gone home',
  'In a meeting',
  'On vacation',
  'Out of the office',
  'Out of town',
  'ACD - Agent not answering',
];

export function createFakeDesk(now: () => number, me: Partial<User> = {}): FakeDesk {
  const chats = new Map<string, Chat>();
  const events: DeskEvent[] = [];
  let numbers = 2001000000;
  const iso = (at = now()) => new Date(at).toISOString();
  const statuses = names.map((name) => ({ name, available: name === 'Available' }));

  const chatOf = (id: string): Chat => {
    const chat = chats.get(id);
    if (!chat) throw new Error(`no interaction ${id}`);
    return chat;
  };
  const add = (id: string, entry: Omit<Entry, 'seq'>, some: Partial<InteractionSummary> = {}) => {
    const chat = chatOf(id);
    const seq = chat.summary.version + 1;
    chat.summary = { ...chat.summary, ...some, version: seq };
    chat.entries.push({ seq, ...entry });
    desk.tell('interaction', chat.summary);
    desk.tell('entry', { interaction: id, entry: chat.entries.at(-1) });
  };
  const visitor = (chat: Chat) => ({ kind: 'visitor', name: chat.summary.name, mine: false }) as const;
  const agent = () => ({ kind: 'agent', name: desk.me.displayName, mine: true }) as const;

  const desk: FakeDesk = {
    statuses,
    me: user({
      displayName: 'Bob Andrews',
      status: { name: 'Available', available: true, since: iso(now() - 725_000) },
      ...me,
    }),
    events,
    onEvent: () => undefined,
    list: () => [...chats.values()].map((chat) => chat.summary),
    detail(id, after) {
      const chat = chats.get(id);
      if (!chat) return undefined;
      const parties = [
        { participantId: '', kind: 'visitor', name: chat.summary.name, state: 'active' },
        { participantId: 'p2', kind: 'agent', name: desk.me.displayName, state: 'active' },
      ] as const;
      const transcript = chat.entries.filter((entry) => entry.seq > after);
      return { ...chat.summary, transcript, attributes: chat.attributes, parties };
    },
    start(some, attributes = {}) {
      const id = String(++numbers);
      const base = { startedAt: iso(), stateSince: iso(), state: 'Offering', mine: false, version: 1 } as const;
      const whole = summary(id, { ...base, ...some });
      chats.set(id, {
        summary: { ...whole, stateString: some.stateString ?? whole.state },
        entries: [],
        attributes,
        segments: [],
      });
      desk.tell('interaction', chatOf(id).summary);
      return id;
    },
    set(id, some) {
      const { user } = some;
      const from = user ? ({ kind: 'agent', name: user.displayName, mine: some.mine ?? false } as const) : null;
      const change = { stateSince: iso(), stateString: some.state, ...some } as Partial<InteractionSummary>;
      add(id, { at: iso(), kind: 'state', from, state: some.state ?? chatOf(id).summary.state }, change);
    },
    remove(id) {
      chats.delete(id);
      desk.tell('interaction', { id, removed: true });
    },
    say(id, text, at = now()) {
      const chat = chatOf(id);
      const some = { unread: chat.summary.unread + 1, lastMessage: { text, at: iso(at), from: 'visitor' } } as const;
      add(id, { at: iso(at), kind: 'text', from: visitor(chat), text }, some);
    },
    system(id, text, at = now()) {
      add(id, { at: iso(at), kind: 'system', from: { kind: 'system', name: 'CIC', mine: false }, text });
    },
    send(id, text, clientMessageId) {
      const chat = chatOf(id);
      if (clientMessageId && chat.entries.some((entry) => entry.clientMessageId === clientMessageId)) return false;
      const lastMessage = { text, at: iso(), from: 'agent' } as const;
      add(id, { at: iso(), kind: 'text', from: agent(), text, clientMessageId }, { lastMessage });
      return true;
    },
    read(id, seq) {
      const chat = chatOf(id);
      const unread = chat.entries.filter(
        (entry) => entry.from?.kind === 'visitor' && entry.kind === 'text' && entry.seq > seq,
      );
      chat.summary = { ...chat.summary, unread: unread.length };
      desk.tell('interaction', chat.summary);
    },
    typing(id, typing) {
      desk.onEvent({ id: 0, event: 'typing', data: { interaction: id, name: chatOf(id).summary.name, typing } });
    },
    setStatus(name, until, note) {
      const available = statuses.some((status) => status.name === name && status.available);
      desk.me = { ...desk.me, status: { name, available, since: iso(), until: until ?? null, note: note ?? null } };
      desk.tell('me', desk.me);
      return desk.me;
    },
    step(id, { action, note, minutes }) {
      const { summary: before } = chatOf(id);
      const known = before.callback as CallbackSummary;
      const earlier = known.history.filter((one) => one.attempt !== known.attempt);
      const called = known.history.find((one) => one.attempt === known.attempt)?.calledAt ?? null;
      const ended = action !== 'call';
      const attempt = {
        attempt: known.attempt,
        agent: desk.me.displayName,
        calledAt: called ?? (ended ? null : iso()),
        outcome: ended ? action : null,
        endedAt: ended ? iso() : null,
        note: note ?? null,
      };
      const history = [...earlier, attempt];
      add(
        id,
        { at: iso(), kind: 'attempt', from: agent(), step: action, attempt: known.attempt, ...(note ? { note } : {}) },
        { callback: { ...known, history } },
      );
      if (action === 'retryLater') {
        const until = iso(now() + (minutes ?? known.snoozeMinutes) * 60_000);
        const next = known.attempt + 1;
        const canRetry = next < known.attempts;
        const hidden = { telephone: null, formatted: null, extension: null, typed: null, email: null, hidden: true };
        const callback = { ...known, ...hidden, history, until, attempt: next, canRetry };
        desk.set(id, { state: 'Snoozed', user: null, mine: false, callback });
      } else if (ended) {
        const disposition = action === 'complete' ? 'success' : 'failure';
        desk.set(id, { state: 'Disconnected', callback: { ...known, history, disposition, canRetry: false } });
      }
    },
    note: (id, text) => add(id, { at: iso(), kind: 'note', from: agent(), text }),
    codes: { wrapUp: [], account: [] },
    setCodes: (id, codes) => add(id, { at: iso(), kind: 'codes', from: agent(), ...codes }, codes),
    segments(id, segments) {
      chatOf(id).segments = segments;
    },
    timeline: (id) => chatOf(id).segments,
    tell(event, data) {
      const one = { id: events.length + 1, event, data };
      events.push(one);
      desk.onEvent(one);
    },
  };
  return desk;
}
