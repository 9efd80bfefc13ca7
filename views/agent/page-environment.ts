import type { Environment } from './environment.ts';

/** The environment of a page in a browser. */
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
