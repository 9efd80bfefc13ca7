import type { Environment } from './environment.ts';
import type { Clock } from './runtime/clock.ts';
import type { Storage } from './runtime/storage.ts';
import type { View } from './state/console.ts';
import { createStore, type Store } from './store.ts';
import { type Api, ApiError } from './sync/api.ts';
import { type CallbackActions, createCallbacks } from './sync/callbacks.ts';
import type { Context } from './sync/context.ts';
import { keepDrafts } from './sync/drafts.ts';
import { createReading } from './sync/reading.ts';
import { createRefresh } from './sync/refresh.ts';
import { createSender } from './sync/send.ts';
import { createSession, type SessionActions } from './sync/session.ts';
import type { Stream, StreamOptions } from './sync/stream.ts';
import { createTyping } from './sync/typing.ts';
import type { InteractionAction, StreamEvent } from './wire.ts';

export interface EngineOptions {
  readonly api: Api;
  readonly createStream: (on: Pick<StreamOptions, 'onEvent' | 'onState' | 'onUnauthorized'>) => Stream;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly newId: () => string;
  readonly environment: Environment;
}

/** Everything behind the screen: what is known, and what an agent can do. */
export interface Engine extends SessionActions {
  readonly store: Store;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly callbacks: CallbackActions;
  open(id: string | undefined, view?: View): void;
  /** Opens without taking the keyboard along. */
  look(id: string): void;
  /** Puts an ended one away. */
  close(id: string): void;
  act(id: string, action: InteractionAction): Promise<void>;
  send(interaction: string, text: string): void;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  draft(interaction: string, text: string): void;
  leftComposer(interaction: string): void;
  /** Whether the open transcript shows its end. */
  atEnd(atEnd: boolean): void;
  reload(): void;
  notify: Context['notify'];
  closeNotice(id: number): void;
}

/** While the stream is down but the server may be reached, changes are fetched this often. */
const fallback = 5_000;
/** After a change the screen gets a moment to say whether the newest entry is in sight. */
const render = 60;
const noticeTime = 6_000;

export function createEngine(options: EngineOptions): Engine {
  const { api, clock, storage, newId, environment } = options;
  const store = createStore();
  let notices = 0;

  const notify: Context['notify'] = (kind, text, values, reference) => {
    const id = ++notices;
    store.dispatch({ type: 'notice', notice: { id, kind, text, values, reference } });
    if (kind === 'info') clock.after(noticeTime, () => store.dispatch({ type: 'notice-closed', id }));
  };
  const expired = (error: unknown): boolean => {
    if (!(error instanceof ApiError && error.status === 401)) return false;
    if (store.get().session === 'active') {
      stream.stop();
      store.dispatch({ type: 'expired' });
    }
    return true;
  };
  const context: Context = { api, store, clock, storage, newId, expired, notify };
  const refresh = createRefresh(context, () => {
    // What pauses after failures need not wait any longer.
    if (store.get().connection === 'waiting') stream.poke();
  });
  const sender = createSender(context);
  const drafts = keepDrafts(context);
  const typing = createTyping(context);
  const reading = createReading(context, environment.visible);
  const callbacks = createCallbacks(context, refresh.conversation);

  const catchUp = () => {
    refresh.list();
    const { open } = store.get();
    if (open !== undefined) void refresh.conversation(open);
  };
  const take = (event: StreamEvent) => {
    if (event.type === 'typing') return typing.heard(event.interaction, event.name, event.typing);
    if (event.type === 'ready') {
      catchUp();
      sender.flush();
    } else {
      store.dispatch(event);
      if (event.type === 'reset') catchUp();
    }
  };
  const stream = options.createStream({
    onEvent: take,
    onState: (connection) =>
      store.dispatch({
        type: 'connection',
        connection: connection === 'live' || environment.online() ? connection : 'offline',
      }),
    onUnauthorized: () => expired(new ApiError(401, 'login.required')),
  });

  const poll = () => {
    const { session, connection } = store.get();
    if (session === 'active' && connection !== 'live' && environment.online() && environment.visible()) {
      catchUp();
      sender.flush();
    }
    clock.after(fallback, poll);
  };

  const loadStatuses = async (): Promise<void> => {
    try {
      store.dispatch({ type: 'statuses', statuses: await api.statuses() });
    } catch (error) {
      if (!expired(error)) clock.after(fallback, () => void loadStatuses());
    }
  };

  const session = createSession(
    context,
    environment,
    (user) => {
      drafts.restore(user.id);
      sender.restore(user.id);
      void loadStatuses();
      catchUp();
      sender.flush();
      stream.start();
    },
    (user) => {
      stream.stop();
      drafts.forget(user.id);
    },
  );

  environment.watch(() => {
    if (store.get().session !== 'active') return;
    if (!environment.online()) {
      store.dispatch({ type: 'connection', connection: 'offline' });
    } else if (store.get().connection === 'offline') {
      store.dispatch({ type: 'connection', connection: 'waiting' });
      stream.renew();
    } else if (environment.visible()) {
      stream.poke();
    }
    reading.check();
  });
  let checking = false;
  store.subscribe(() => {
    refresh.watchGap();
    if (checking) return;
    checking = true;
    clock.after(render, () => {
      checking = false;
      reading.check();
    });
  });

  /** Resolves when nothing is under way there. */
  const idle = (id: string) =>
    new Promise<void>((resolve) => {
      const stop = store.subscribe(({ busy }) => {
        if (busy.has(id)) return;
        stop();
        resolve();
      });
    });

  const act = async (id: string, action: InteractionAction) => {
    const doing = store.get().busy.get(id);
    // An end was asked for and confirmed: it follows what is under way. Anything else is a key pressed twice.
    if (doing !== undefined && (action !== 'disconnect' || doing === 'disconnect')) return;
    if (doing !== undefined) await idle(id);
    if (store.get().busy.has(id)) return;
    store.dispatch({ type: 'busy', id, action });
    try {
      await api.act(id, action);
      // Only then it is known what has become of it, should the stream be late.
      if (store.get().conversations.has(id)) await refresh.conversation(id);
    } catch (error) {
      if (!expired(error)) report(action, id, error);
    }
    store.dispatch({ type: 'busy', id, action: undefined });
  };
  const report = (action: InteractionAction, id: string, error: unknown) => {
    const { code, reference } = error instanceof ApiError ? error : { code: 'internal', reference: undefined };
    const summary = store.get().list.items.get(id)?.summary ?? store.get().conversations.get(id)?.summary;
    const name = summary?.name ?? id;
    const lost = code === 'interaction.state' || code === 'interaction.unknown';
    notify(
      'error',
      lost
        ? `act.${action}.late${summary?.callback ? '.callback' : ''}`
        : code === 'network'
          ? 'act.network'
          : 'act.failed',
      { name },
      reference,
    );
    catchUp();
  };

  const show = (id: string | undefined, view: View, look: boolean) => {
    const { open } = store.get();
    if (open !== undefined && id !== open) typing.stopped(open);
    store.dispatch({ type: 'open', id, view, look });
    if (id !== undefined && view === 'conversation') void refresh.conversation(id);
  };

  clock.after(fallback, poll);
  return {
    ...session,
    store,
    clock,
    storage,
    callbacks,
    notify,
    act,
    open: (id, view = 'conversation') => show(id, view, false),
    look: (id) => show(id, 'conversation', true),
    close: (id) => store.dispatch({ type: 'closed', id }),
    send(interaction, text) {
      store.dispatch({ type: 'draft', interaction, text: '' });
      sender.send(interaction, text);
      typing.stopped(interaction);
    },
    retry: sender.retry,
    discard: sender.discard,
    draft(interaction, text) {
      store.dispatch({ type: 'draft', interaction, text });
      typing.wrote(interaction, text);
    },
    leftComposer: typing.stopped,
    atEnd(atEnd) {
      store.dispatch({ type: 'at-end', atEnd });
      reading.check();
    },
    reload: catchUp,
    closeNotice: (id) => store.dispatch({ type: 'notice-closed', id }),
  };
}
