import type { Environment } from '../environment.ts';
import type { User } from '../wire.ts';
import { ApiError, type NewStatus } from './api.ts';
import type { Context } from './context.ts';

export interface SessionActions {
  /** Asks the server who this is, again and again until it answers. */
  boot(): void;
  /** @throws ApiError */
  signIn(username: string, password: string): Promise<void>;
  /** `busy`: chats go on, and the agent has to say that this is meant. @throws ApiError */
  signOut(force: boolean): Promise<'done' | 'busy'>;
  /** @throws ApiError */
  setStatus(status: NewStatus): Promise<void>;
}

const bootPause = 3_000;

/** `begin` is run for whoever is signed in, `end` before they go. */
export function createSession(
  context: Context,
  environment: Environment,
  begin: (user: User) => void,
  end: (user: User) => void,
): SessionActions {
  const { api, store, clock, expired } = context;

  const signedIn = (user: User) => {
    store.dispatch({ type: 'signed-in', user });
    begin(user);
  };

  const boot = async () => {
    try {
      signedIn(await api.me());
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return store.dispatch({ type: 'signed-out' });
      store.dispatch({ type: 'boot-failed', code: error instanceof ApiError ? error.code : 'internal' });
      clock.after(environment.visible() ? bootPause : 3 * bootPause, () => {
        if (store.get().session === 'unknown') void boot();
      });
    }
  };

  return {
    boot: () => void boot(),
    async signIn(username, password) {
      signedIn(await api.login(username, password));
    },
    async signOut(force) {
      const { user } = store.get();
      try {
        await api.logout(force);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'interaction.state' && !force) return 'busy';
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
      if (user) end(user);
      store.dispatch({ type: 'signed-out' });
      return 'done';
    },
    async setStatus(status) {
      try {
        const user = await api.setStatus(status);
        store.dispatch({ type: 'me', user: user ?? (await api.me()) });
      } catch (error) {
        if (!expired(error)) throw error;
      }
    },
  };
}
