import type { Audit } from '../audit/audit.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { accountKey } from '../sessions/account-name.ts';
import type { Verify } from '../sessions/login.ts';
import type { AgentStore } from './store.ts';
import type { User } from './user.ts';

interface Parts {
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly audit: Pick<Audit, 'record'>;
}

/** What is written down for a name that is nobody's: people type passwords there. */
const unknownName = '(unknown name)';

/** Checks a user's password; whatever is wrong, the answer and the time it takes are the same. */
export function createVerify({ passwords, attempts, audit }: Parts, store: AgentStore): Verify<User> {
  return async (username, password, address) => {
    const attempt = await attempts.begin('agent', username, address);
    const key = accountKey(username);
    try {
      const found = await store.credential(key);
      const fits = await passwords.verify(found?.active === 1 ? found.password_hash : null, password);
      const user = fits ? await store.find({ username_key: key }) : undefined;
      if (!user) {
        await audit.record({ actor: found ? key : unknownName, action: 'login.failed', detail: { address } });
        return null;
      }
      await attempt.succeeded();
      await audit.record({ actor: user.username, action: 'login', detail: { address } });
      return user;
    } catch (error) {
      await attempt.undo();
      throw error;
    }
  };
}
