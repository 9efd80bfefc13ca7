import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { isDuplicate } from '../database/errors.ts';
import { IwtError } from '../errors.ts';
import type { Attempts } from '../limits/attempts.ts';
import { type Passwords, passwordAlgorithm } from '../passwords/passwords.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { createLocalLogin, type Verify } from '../sessions/login.ts';
import { checkContact } from './contact.ts';
import { contactRows } from './contact-rows.ts';
import type { Contact, Individual } from './individual.ts';
import { visitorStore } from './store.ts';

/** Door of the visitors' accounts (Tracker individuals with a web login). */
export interface Visitors {
  /**
   * Writes a Tracker individual with its addresses, connections and credential.
   * @throws IwtError `request.missing-data` (no user name or password), `request.invalid` (a value too long or a weak
   *   password; `details.field` and `details.problem` say which), `account.exists`, `login.limited`
   */
  register(contact: Contact, address: string): Promise<Individual>;
  /**
   * Checks a user name and password; the same answer and the same time for an unknown name and a wrong password.
   * @throws IwtError `login.limited` after too many failures
   */
  verify(name: string, password: string, address: string): Promise<Individual | null>;
  find(id: string): Promise<Individual | undefined>;
  /** E-mail addresses of the account as they were typed, the default one first. */
  mailboxes(id: string): Promise<readonly string[]>;
  /** Whether this individual may be signed in. */
  admits(id: string): Promise<boolean>;
}

export interface VisitorParts {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly audit: Pick<Audit, 'record'>;
}

export function createVisitors(parts: VisitorParts): Visitors {
  const { runtime, passwords, attempts } = parts;
  const store = visitorStore(parts.database);
  const login = createLocalLogin<Individual>(verifier(parts, store));

  return {
    async register(given, address) {
      const contact = checkContact(given);
      await attempts.registration(address);
      const key = accountKey(contact.username);
      const exists = () => new IwtError('account.exists', 'There is an account of this name already.');
      // Spares the hash; whoever slips past is stopped by the unique key.
      if (await store.taken(key)) throw exists();
      const id = runtime.ids.bytes(16).toString('base64url');
      const credential = {
        indiv_id: id,
        web_login: contact.username,
        web_login_key: key,
        password_hash: await passwords.hash(contact.password),
        password_algo: passwordAlgorithm,
      };
      await store.insert(contactRows(contact, id, runtime.clock.now()), credential).catch((error) => {
        throw isDuplicate(error) ? exists() : error;
      });
      await parts.audit.record({ actor: key, action: 'visitor.register', target: id, detail: { address } });
      return (await store.byId(id)) as Individual;
    },
    verify: (username, password, address) => login({ username, password }, address),
    find: (id) => store.byId(id),
    mailboxes: (id) => store.mailboxes(id),
    admits: async (id) => (await store.byId(id)) !== undefined,
  };
}

/** What is written down for a name that is nobody's: people type passwords there. */
const unknownName = '(unknown name)';

function verifier(parts: VisitorParts, store: ReturnType<typeof visitorStore>): Verify<Individual> {
  return async (username, password, address) => {
    const attempt = await parts.attempts.begin('visitor', username, address);
    const key = accountKey(username);
    try {
      const found = await store.byName(key);
      const fits = await parts.passwords.verify(found?.passwordHash, password);
      if (!found || !fits) {
        // The same write for both, or the time it takes would tell which names exist.
        await parts.audit.record({
          actor: found ? key : unknownName,
          action: 'visitor.login-failed',
          detail: { address },
        });
        return null;
      }
      await attempt.succeeded();
      await store.loggedIn(found.individual.id, parts.runtime.clock.now());
      await parts.audit.record({ actor: key, action: 'visitor.login', detail: { address } });
      return found.individual;
    } catch (error) {
      await attempt.undo();
      throw error;
    }
  };
}
