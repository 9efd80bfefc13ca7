import type { Clock } from '../runtime/clock.ts';
import type { Storage } from '../runtime/storage.ts';
import type { Store } from '../store.ts';
import type { Api } from './api.ts';

/** What every part of the console's engine works with. */
export interface Context {
  readonly api: Api;
  readonly store: Store;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly newId: () => string;
  /** A failed call was told that the session is over. True when that is what happened. */
  expired(error: unknown): boolean;
  /** Tells the agent in words; errors stay until they are closed. */
  notify(kind: 'error' | 'info', text: string, values?: Readonly<Record<string, string>>, reference?: string): void;
}
