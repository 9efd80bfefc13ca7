import type { CodeLists, Doing, Entry, InteractionDetail, InteractionSummary, Status, User } from '../wire.ts';
import {
  forgotten,
  type Interactions,
  listed,
  markedRead,
  noInteractions,
  refreshed,
  removed,
  upserted,
} from './interactions.ts';
import { dropped, marked, type Outbox, type Pending, queued, settled } from './outbox.ts';
import {
  type ApiFailure,
  type Conversation,
  doubted,
  emptyConversation,
  summaryOf,
  withDetail,
  withEntry,
  withSummary,
} from './transcript.ts';

/** `expired`: the session ended while the page was in use; everything stays behind the sign-in overlay. */
export type Session = 'unknown' | 'none' | 'active' | 'expired';

/** `offline`: the browser knows of no network; `waiting`: the server is not reached, tried again by itself. */
export type Connection = 'connecting' | 'live' | 'waiting' | 'offline';

export type View = 'list' | 'conversation' | 'details';

export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'info';
  /** Key of the text, with its values. */
  readonly text: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly reference?: string;
}

/** Why the server did not take what an agent did; shown beside what was pressed. */
export interface Refusal extends ApiFailure {
  readonly what: Doing;
}

export interface ConsoleState {
  readonly session: Session;
  /** Why the first look at the session failed, while it is unknown. */
  readonly bootError: string | undefined;
  readonly user: User | undefined;
  readonly statuses: readonly Status[];
  readonly connection: Connection;
  readonly list: Interactions;
  /** Why the list is not there, while it is not. */
  readonly listError: ApiFailure | undefined;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Ended ones that the agent has put away. */
  readonly closed: ReadonlySet<string>;
  readonly open: string | undefined;
  /** The open conversation shows its newest entry. */
  readonly atEnd: boolean;
  readonly view: View;
  /** The open one is only looked at: the keyboard stays where it is. */
  readonly looking: boolean;
  readonly outbox: Outbox;
  readonly drafts: ReadonlyMap<string, string>;
  /** Who types in which interaction. */
  readonly typing: ReadonlyMap<string, string>;
  /** What is under way, by interaction. */
  readonly busy: ReadonlyMap<string, Doing>;
  /** By interaction, until the next try. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** Undefined: not known yet. */
  readonly codes: CodeLists | undefined;
  readonly notices: readonly Notice[];
}

export const firstState: ConsoleState = {
  session: 'unknown',
  bootError: undefined,
  user: undefined,
  statuses: [],
  connection: 'connecting',
  list: noInteractions,
  listError: undefined,
  conversations: new Map(),
  closed: new Set(),
  open: undefined,
  atEnd: false,
  view: 'list',
  looking: false,
  outbox: [],
  drafts: new Map(),
  typing: new Map(),
  busy: new Map(),
  refusals: new Map(),
  codes: undefined,
  notices: [],
};

export type Action =
  | { readonly type: 'boot-failed'; readonly code: string }
  | { readonly type: 'signed-in'; readonly user: User }
  | { readonly type: 'signed-out' }
  | { readonly type: 'expired' }
  | { readonly type: 'me'; readonly user: User }
  | { readonly type: 'statuses'; readonly statuses: readonly Status[] }
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'listed'; readonly since: number; readonly interactions: readonly InteractionSummary[] }
  | { readonly type: 'list-failed'; readonly error: ApiFailure }
  | { readonly type: 'at-end'; readonly atEnd: boolean }
  | { readonly type: 'interaction'; readonly summary: InteractionSummary }
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'reset' }
  | { readonly type: 'entry'; readonly interaction: string; readonly entry: Entry }
  | { readonly type: 'typing'; readonly interaction: string; readonly name: string | undefined }
  | { readonly type: 'open'; readonly id: string | undefined; readonly view: View; readonly look?: boolean }
  | { readonly type: 'closed'; readonly id: string }
  | { readonly type: 'loading' | 'idle'; readonly id: string }
  | {
      readonly type: 'loaded';
      readonly detail: InteractionDetail;
      readonly after: number;
      readonly since: number;
    }
  | { readonly type: 'load-failed'; readonly id: string; readonly error: ApiFailure }
  | { readonly type: 'read'; readonly id: string; readonly seq: number }
  | { readonly type: 'draft'; readonly interaction: string; readonly text: string }
  | { readonly type: 'queued'; readonly message: Pick<Pending, 'interaction' | 'clientMessageId' | 'text' | 'at'> }
  | {
      readonly type: 'message';
      readonly clientMessageId: string;
      readonly status: Pending['status'];
      readonly failure?: Pending['failure'];
    }
  | { readonly type: 'discarded'; readonly clientMessageId: string }
  | { readonly type: 'busy'; readonly id: string; readonly action: Doing | undefined }
  | { readonly type: 'refused'; readonly id: string; readonly refusal: Refusal | undefined }
  | { readonly type: 'codes'; readonly codes: CodeLists }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'notice-closed'; readonly id: number };

/** The whole console as a pure function of what happened. */
export function reduce(state: ConsoleState, action: Action): ConsoleState {
  switch (action.type) {
    case 'boot-failed':
      return { ...state, bootError: action.code };
    case 'signed-in':
      return signedIn(state, action.user);
    case 'signed-out':
      return { ...firstState, session: 'none' };
    case 'expired':
      return state.session === 'active' ? { ...state, session: 'expired', busy: new Map() } : state;
    case 'me':
      return state.user?.id === action.user.id ? { ...state, user: action.user } : state;
    case 'statuses':
      return { ...state, statuses: action.statuses };
    case 'connection':
      return state.connection === action.connection ? state : { ...state, connection: action.connection };
    case 'closed':
      return opened({ ...state, closed: new Set(state.closed).add(action.id) }, undefined, 'list');
    case 'open':
      return { ...opened(state, action.id, action.view), looking: action.look ?? false };
    case 'at-end':
      return state.atEnd === action.atEnd ? state : { ...state, atEnd: action.atEnd };
    case 'list-failed':
      return state.list.loaded ? state : { ...state, listError: action.error };
    case 'draft':
      return { ...state, drafts: withValue(state.drafts, action.interaction, action.text || undefined) };
    case 'typing':
      return { ...state, typing: withValue(state.typing, action.interaction, action.name) };
    case 'busy':
      return { ...state, busy: withValue(state.busy, action.id, action.action) };
    case 'refused':
      return { ...state, refusals: withValue(state.refusals, action.id, action.refusal) };
    case 'codes':
      return { ...state, codes: action.codes };
    case 'notice':
      return { ...state, notices: [...state.notices.slice(-2), action.notice] };
    case 'notice-closed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== action.id) };
    case 'queued':
      return { ...state, outbox: queued(state.outbox, action.message) };
    case 'message':
      return { ...state, outbox: marked(state.outbox, action.clientMessageId, action.status, action.failure) };
    case 'discarded':
      return { ...state, outbox: dropped(state.outbox, action.clientMessageId) };
    default:
      return reduceInteractions(state, action);
  }
}

type InteractionsAction = Extract<
  Action,
  {
    type:
      | 'reset'
      | 'listed'
      | 'interaction'
      | 'removed'
      | 'entry'
      | 'loading'
      | 'idle'
      | 'loaded'
      | 'load-failed'
      | 'read';
  }
>;

function reduceInteractions(state: ConsoleState, action: InteractionsAction): ConsoleState {
  switch (action.type) {
    case 'reset':
      return {
        ...state,
        list: forgotten(state.list),
        conversations: new Map([...state.conversations].map(([id, conversation]) => [id, doubted(conversation)])),
      };
    case 'listed':
      return afterListing({
        ...state,
        listError: undefined,
        list: listed(state.list, action.since, action.interactions),
      });
    case 'interaction': {
      const list = upserted(state.list, action.summary);
      return list === state.list
        ? state
        : change({ ...state, list }, action.summary.id, (conversation) => withSummary(conversation, action.summary));
    }
    case 'removed':
      return change({ ...state, list: removed(state.list, action.id) }, action.id, (conversation) => ({
        ...conversation,
        gone: true,
      }));
    case 'entry': {
      const next = change(state, action.interaction, (conversation) => withEntry(conversation, action.entry));
      const outbox = settled(next.outbox, action.interaction, [action.entry]);
      const typing =
        action.entry.from?.kind === 'visitor' ? withValue(next.typing, action.interaction, undefined) : next.typing;
      return { ...next, outbox, typing };
    }
    case 'loading':
      return change(state, action.id, (conversation) => ({ ...conversation, loading: true, error: undefined }));
    case 'idle':
      return change(state, action.id, (conversation) => ({ ...conversation, loading: false }));
    case 'loaded': {
      const { detail } = action;
      const next = change(
        { ...state, list: refreshed(state.list, action.since, summaryOf(detail)) },
        detail.id,
        (conversation) => withDetail(conversation, detail, action.after),
      );
      return { ...next, outbox: settled(next.outbox, detail.id, detail.transcript) };
    }
    case 'load-failed':
      return change(state, action.id, (conversation) => ({ ...conversation, loading: false, error: action.error }));
    case 'read':
      return { ...state, list: markedRead(state.list, action.id, action.seq) };
  }
}

/** The same person goes on where they were; somebody else starts afresh. */
function signedIn(state: ConsoleState, user: User): ConsoleState {
  const base = state.user && state.user.id !== user.id ? firstState : state;
  return { ...base, session: 'active', bootError: undefined, user };
}

function opened(state: ConsoleState, id: string | undefined, view: View): ConsoleState {
  if (id === undefined) return { ...state, open: undefined, view: 'list', atEnd: false };
  const atEnd = state.open === id && state.atEnd;
  if (state.conversations.has(id)) return { ...state, open: id, view, atEnd };
  const conversation = emptyConversation(id, state.list.items.get(id)?.summary);
  return { ...state, open: id, view, atEnd, conversations: new Map(state.conversations).set(id, conversation) };
}

/** Conversations follow the list: those that left it are marked, the others get their newest summary. */
function afterListing(state: ConsoleState): ConsoleState {
  const conversations = new Map(state.conversations);
  for (const [id, conversation] of conversations) {
    const summary = state.list.items.get(id)?.summary;
    if (summary) conversations.set(id, withSummary(conversation, summary));
    else if (conversation.syncedTo > 0) conversations.set(id, { ...conversation, gone: true });
  }
  return { ...state, conversations };
}

function change(state: ConsoleState, id: string, how: (conversation: Conversation) => Conversation): ConsoleState {
  const conversation = state.conversations.get(id);
  if (!conversation) return state;
  const next = how(conversation);
  return next === conversation ? state : { ...state, conversations: new Map(state.conversations).set(id, next) };
}

function withValue<V>(map: ReadonlyMap<string, V>, key: string, value: V | undefined): ReadonlyMap<string, V> {
  if (map.get(key) === value) return map;
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
