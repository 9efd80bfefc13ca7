import type { Database } from '../database/connect.ts';
import { secret } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { secretStore } from './store.ts';

/** Keys the package makes for itself at first use and keeps in the database, the same for all processes. */
export interface Secrets {
  /** 256 random bits, base64url. */
  get(name: string): Promise<string>;
}

export function createSecrets({ database, runtime }: { database: Database; runtime: Runtime }): Secrets {
  const store = secretStore(database);
  const known = new Map<string, Promise<string>>();
  return {
    get(name) {
      const found = known.get(name) ?? store.getOrAdd(name, secret(runtime.ids));
      known.set(name, found);
      // A database that was away is asked again.
      found.catch(() => known.delete(name));
      return found;
    },
  };
}
