/** What the browser keeps for this console. Where it keeps nothing (private windows, full disks), the page works without. */
export interface Storage {
  get(key: string): string | undefined;
  /** `undefined` removes it. */
  set(key: string, value: string | undefined): void;
  /** Everything whose key begins with `prefix`; keys come without it. */
  all(prefix: string): ReadonlyMap<string, string>;
}

/** `localStorage`, as far as it is used here. */
interface Area {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keys are the page's own: several consoles may be mounted on one site. `area` throws or is missing where storage is off. */
export function createStorage(area: () => Area, page: string): Storage {
  const full = (key: string) => `iwt.agent ${page} ${key}`;
  const attempt = <T>(run: (storage: Area) => T, otherwise: T): T => {
    try {
      return run(area());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(full(key)) ?? undefined, undefined),
    set: (key, value) =>
      attempt((storage) => {
        if (value === undefined) storage.removeItem(full(key));
        else storage.setItem(full(key), value);
      }, undefined),
    all: (prefix) =>
      attempt((storage) => {
        const start = full(prefix);
        const found = new Map<string, string>();
        for (let index = 0; index < storage.length; index++) {
          const key = storage.key(index);
          const value = key?.startsWith(start) ? storage.getItem(key) : null;
          if (key && value !== null) found.set(key.slice(start.length), value);
        }
        return found;
      }, new Map<string, string>()),
  };
}
