import type { Session } from './client/session.ts';

interface Watcher {
  wake(sure?: boolean): void;
  lost(): void;
  close(): void;
}

/** Tells a chat or a callback what the browser notices of the network and of sleep. Returns how to stop that. */
export function watchBrowser(session: Watcher): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const look = (): void => session.wake();
  window.addEventListener('online', () => session.wake(true), { signal });
  window.addEventListener('offline', () => session.lost(), { signal });
  window.addEventListener('focus', look, { signal });
  // A page from the back/forward cache has lost its streams without being told.
  window.addEventListener('pageshow', (event) => session.wake(event.persisted), { signal });
  document.addEventListener('resume', () => session.wake(true), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look(), { signal });
  return () => {
    abort.abort();
    session.close();
  };
}

/** Calls `back` whenever a chat is connected again after it was not. Returns how to stop that. */
export function whenBack(session: Pick<Session, 'view' | 'subscribe'>, back: () => void): () => void {
  let before = session.view().link;
  return session.subscribe(({ link }) => {
    const away = before === 'reconnecting' || before === 'offline';
    before = link;
    if (away && link === 'live') back();
  });
}
