import type { Knex } from 'knex';
import type { Audit } from '../audit/audit.ts';
import type { Attempts } from '../limits/attempts.ts';
import { type Passwords, passwordAlgorithm } from '../passwords/passwords.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { createLocalLogin, type Verify } from '../sessions/login.ts';
import type { Individual } from './individual.ts';
import type { VisitorStore } from './store.ts';

export interface CredentialParts {
  readonly passwords: Passwords;
  readonly attempts: Pick<Attempts, 'begin'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly runtime: Pick<Runtime, 'clock'>;
  /** Ends all sessions of an individual. */
  readonly endSessions: (individual: string) => Promise<void>;
}

/** What else has to be true for a new password, in its transaction; false: nothing changes. */
export type Claim = (trx: Knex.Transaction) => Promise<boolean>;

export interface Credentials {
  /**
   * Checks a user name and password; the same answer and the same time for an unknown name and a wrong password.
   * @throws IwtError `login.limited` after too many failures
   */
  verify(name: string, password: string, address: string): Promise<Individual | null>;
  /**
   * Whether this is the account's password; failures count as those of signing in do.
   * @throws IwtError `login.limited`
   */
  confirms(id: string, password: string, address: string): Promise<boolean>;
  /**
   * Sets a password that `passwordProblem` has nothing against, and ends all sessions of the account. False: there is no
   * such account, or `claim` said no. `action` is what the audit calls it.
   */
  setPassword(id: string, password: string, action: string, claim: Claim): Promise<boolean>;
}

/** What is written down for a name that is nobody's: people type passwords there. */
const unknownName = '(unknown name)';

export function createCredentials(parts: CredentialParts, store: VisitorStore): Credentials {
  const { passwords, attempts, audit } = parts;
  const login = createLocalLogin<Individual>(createVerifier(parts, store));

  return {
    verify: (username, password, address) => login({ username, password }, address),
    async confirms(id, password, address) {
      const found = await store.credential({ id });
      if (!found) return false;
      const { username } = found.individual;
      const attempt = await attempts.begin('visitor', username, address);
      try {
        const fits = await passwords.verify(found.passwordHash, password);
        if (fits) await attempt.succeeded();
        else {
          const action = 'visitor.password-refused';
          await audit.record({ actor: accountKey(username), action, target: id, detail: { address } });
        }
        return fits;
      } catch (error) {
        await attempt.undo();
        throw error;
      }
    },
    async setPassword(id, password, action, claim) {
      const found = await store.credential({ id });
      if (!found) return false;
      // Made before the transaction, so that nobody waits for the hash.
      const hash = { password_hash: await passwords.hash(password), password_algo: passwordAlgorithm };
      const set = await store.setPassword(id, hash, async (trx) => {
        if (!(await claim(trx))) return false;
        await audit.record({ actor: accountKey(found.individual.username), action, target: id }, trx);
        return true;
      });
      if (set) await parts.endSessions(id);
      return set;
    },
  };
}

function createVerifier(
  { passwords, attempts, audit, runtime }: CredentialParts,
  store: VisitorStore,
): Verify<Individual> {
  return async (username, password, address) => {
    const attempt = await attempts.begin('visitor', username, address);
    const key = accountKey(username);
    try {
      const found = await store.credential({ key });
      const fits = await passwords.verify(found?.passwordHash, password);
      if (!found || !fits) {
        // The same write for both, or the time it takes would tell which names exist.
        await audit.record({
          actor: found ? key : unknownName,
          action: 'visitor.login-failed',
          detail: { address },
        });
        return null;
      }
      await attempt.succeeded();
      await store.loggedIn(found.individual.id, runtime.clock.now());
      await audit.record({ actor: key, action: 'visitor.login', detail: { address } });
      return found.individual;
    } catch (error) {
      await attempt.undo();
      throw error;
    }
  };
}
