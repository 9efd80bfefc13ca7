import type { Http, OpenStream, Ports, Store } from './client/ports.ts';

/** The client library's ports, made of the browser. */
export function browserPorts(): Ports {
  return {
    clock: {
      now: () => Date.now(),
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    http,
    stream: 'EventSource' in window ? openStream : undefined,
    local: createStore(() => window.localStorage),
    tab: createStore(() => window.sessionStorage),
    online: () => navigator.onLine,
    guid,
    random: () => Math.random(),
  };
}

const http: Http = async ({ method, url, body, timeout }) => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  const headers = { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
  try {
    const answer = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: abort.signal,
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: 0, body: '' };
  } finally {
    clearTimeout(timer);
  }
};

const openStream: OpenStream = (url, handlers) => {
  const source = new EventSource(url);
  source.addEventListener('open', () => handlers.opened());
  for (const name of ['message', 'chat', 'ping']) {
    source.addEventListener(name, (event) => handlers.event(name, String((event as MessageEvent).data)));
  }
  source.addEventListener('error', () => {
    // The browser would open the same URL again, and so ask for what it already has.
    source.close();
    handlers.failed();
  });
  return () => source.close();
};

/** Storage may be forbidden or full; then this page remembers as long as it is open. */
function createStore(area: () => Storage): Store {
  const fallback = new Map<string, string>();
  const attempt = <T>(run: (storage: Storage) => T): T | undefined => {
    try {
      return run(area());
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(key)) ?? fallback.get(key),
    set(key, value) {
      const stored = attempt((storage) => {
        storage.setItem(key, value);
        return true;
      });
      if (stored) fallback.delete(key);
      else fallback.set(key, value);
    },
    remove(key) {
      fallback.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
    keys(prefix) {
      const stored = attempt((storage) => Object.keys(storage)) ?? [];
      return [...new Set([...stored, ...fallback.keys()])].filter((key) => key.startsWith(prefix));
    },
  };
}

/** randomUUID exists on secure pages only; a message's id must be there on all. */
function guid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
