import type { Cancel } from '../runtime/clock.ts';
import { gapOf } from '../state/transcript.ts';
import { ApiError } from './api.ts';
import type { Context } from './context.ts';

export interface Refresh {
  /** Fetches the list; one at a time, and once more when asked meanwhile. */
  list(): void;
  /** Fetches what a conversation lacks, or asks whether it lacks something. */
  conversation(id: string): Promise<void>;
  /** Looks whether the open conversation lacks something, and fetches it soon. Call after every change. */
  watchGap(): void;
}

/** An entry and its summary arrive together; only what stays away longer than this is fetched. */
const settle = 250;
const longestPause = 15_000;

/** `reached`: the list has just come, so the server is there. */
export function createRefresh({ api, store, clock, expired }: Context, reached: () => void): Refresh {
  let listing: 'no' | 'yes' | 'again' = 'no';
  let listFailures = 0;
  const reading = new Map<string, 'yes' | 'again'>();
  let gapTimer: Cancel | undefined;
  let gapTries = 0;

  const list = async () => {
    if (listing !== 'no') {
      listing = 'again';
      return;
    }
    listing = 'yes';
    const since = store.get().list.stamp;
    try {
      store.dispatch({ type: 'listed', since, interactions: await api.list() });
      listFailures = 0;
      reached();
    } catch (error) {
      if (!expired(error)) {
        store.dispatch({ type: 'list-failed', error: failureOf(error) });
        clock.after(pauseAfter(listFailures++), () => {
          if (store.get().session === 'active') void list();
        });
      }
    }
    const again = (listing as string) === 'again';
    listing = 'no';
    if (again && store.get().session === 'active') void list();
  };

  const conversation = async (id: string) => {
    if (reading.has(id)) {
      reading.set(id, 'again');
      return;
    }
    reading.set(id, 'yes');
    const after = store.get().conversations.get(id)?.syncedTo ?? 0;
    const since = store.get().list.stamp;
    store.dispatch({ type: 'loading', id });
    try {
      store.dispatch({ type: 'loaded', detail: await api.read(id, after), after, since });
    } catch (error) {
      if (expired(error)) store.dispatch({ type: 'idle', id });
      else store.dispatch({ type: 'load-failed', id, error: failureOf(error) });
    }
    const again = reading.get(id) === 'again';
    reading.delete(id);
    if (again && store.get().session === 'active') void conversation(id);
    else watchGap();
  };

  const watchGap = () => {
    const state = store.get();
    const open = state.open === undefined ? undefined : state.conversations.get(state.open);
    const final = open?.error && !isPassing(open.error.code);
    if (state.session !== 'active' || !open || final || gapOf(open) === undefined) {
      gapTimer?.();
      gapTimer = undefined;
      gapTries = 0;
      return;
    }
    if (gapTimer || reading.has(open.id)) return;
    gapTimer = clock.after(open.syncedTo === 0 && gapTries === 0 ? 0 : settle + pauseAfter(gapTries - 1), () => {
      gapTimer = undefined;
      const now = store.get();
      const still = now.open === undefined ? undefined : now.conversations.get(now.open);
      if (!still || gapOf(still) === undefined) return watchGap();
      gapTries++;
      void conversation(still.id);
    });
  };

  return { list: () => void list(), conversation, watchGap };
}

/** 0 before the first failure, then 1 s, 2 s, 4 s and so on. */
function pauseAfter(failures: number): number {
  return failures < 0 ? 0 : Math.min(longestPause, 1000 * 2 ** failures);
}

function failureOf(error: unknown): { code: string; reference?: string } {
  if (!(error instanceof ApiError)) return { code: 'internal' };
  return { code: error.code, ...(error.reference === undefined ? {} : { reference: error.reference }) };
}

/** The network, or the server's trouble; anything else is a decision that stands. */
function isPassing(code: string): boolean {
  return code === 'network' || code === 'internal' || code === 'closing';
}
