import type { Cancel } from './runtime/clock.ts';

/** What the page knows about itself. */
export interface Environment {
  /** The agent can see the page. */
  visible(): boolean;
  /** The page has the keyboard. */
  focused(): boolean;
  /** False only when the browser is sure. */
  online(): boolean;
  /** Called when any of these changes, and when the page comes back from sleep or from the back-forward cache. */
  watch(listener: () => void): Cancel;
}

export function pageEnvironment(): Environment {
  return {
    visible: () => document.visibilityState === 'visible',
    focused: () => document.hasFocus(),
    online: () => navigator.onLine !== false,
    watch(listener) {
      const abort = new AbortController();
      const { signal } = abort;
      for (const name of ['online', 'offline', 'pageshow', 'focus', 'blur']) {
        window.addEventListener(name, listener, { signal });
      }
      document.addEventListener('visibilitychange', listener, { signal });
      return () => abort.abort();
    },
  };
}
