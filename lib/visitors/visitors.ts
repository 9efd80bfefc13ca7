import type { Audit } from '../audit/audit.ts';
import type { AuditRow } from '../audit/entry.ts';
import type { Database } from '../database/connect.ts';
import { isDuplicate } from '../database/errors.ts';
import { IwtError } from '../errors.ts';
import type { Attempts } from '../limits/attempts.ts';
import { passwordAlgorithm } from '../passwords/passwords.ts';
import type { PasswordProblem } from '../passwords/weak.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { checkContact, newPasswordProblem } from './contact.ts';
import { contactRows } from './contact-rows.ts';
import { type CredentialParts, type Credentials, createCredentials } from './credentials.ts';
import type { Contact, Individual, Mailbox } from './individual.ts';
import { createProfiles, type Profiles } from './profile.ts';
import { visitorStore } from './store.ts';
import { profileStore } from './store-profile.ts';

export { shortestPassword } from '../passwords/weak.ts';
export { readContact } from './contact.ts';
export { type Contact, type ContactField, contactLimits, type Individual, type Mailbox } from './individual.ts';
export { type Profile, type ProfileField, profileFields } from './profile.ts';

/** Door of the visitors' accounts (Tracker individuals with a web login). */
export interface Visitors extends Credentials, Profiles {
  /**
   * Writes a Tracker individual with its addresses, connections and credential.
   * @throws IwtError `request.missing-data` (no user name or password), `request.invalid` (a value too long or a weak
   *   password; `details.field` and `details.problem` say which), `account.exists`, `login.limited`
   */
  register(contact: Contact, address: string, language?: string): Promise<Individual>;
  find(id: string): Promise<Individual | undefined>;
  /** The individual whose user name this is, in any letter case. */
  findByName(name: string): Promise<Individual | undefined>;
  /** E-mail addresses of the account, the default one first. */
  mailboxes(id: string): Promise<readonly Mailbox[]>;
  /** Notes that these addresses, as they were typed, are the individual's own. False: it has none of them. */
  verified(id: string, addresses: readonly string[]): Promise<boolean>;
  /** What is wrong with a new password of this account, or undefined. */
  passwordProblem(id: string, password: string): Promise<PasswordProblem | undefined>;
  /** What was noted about the account's signing in and its passwords, the oldest first. */
  history(id: string): Promise<readonly AuditRow[]>;
  /** Removes the account with everything that is known of the individual, and ends its sessions. */
  erase(id: string): Promise<void>;
  /** Whether this individual may be signed in. */
  admits(id: string): Promise<boolean>;
}

export interface VisitorParts extends CredentialParts {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly attempts: Attempts;
  readonly audit: Pick<Audit, 'record' | 'of' | 'anonymise'>;
  /** Told of every new account, once it is on disk. `language`: the registering page's, where it is known. */
  readonly registered?: (individual: string, address: string, language: string) => Promise<void>;
}

export function createVisitors(parts: VisitorParts): Visitors {
  const { runtime, passwords, attempts } = parts;
  const store = visitorStore(parts.database);
  const profiles = createProfiles(profileStore(parts.database));

  return {
    ...createCredentials(parts, store),
    ...profiles,
    async register(given, address, language = '') {
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
      await parts.registered?.(id, address, language);
      return (await store.byId(id)) as Individual;
    },
    find: (id) => store.byId(id),
    findByName: async (name) => (await store.credential({ key: accountKey(name) }))?.individual,
    mailboxes: (id) => store.mailboxes(id),
    verified: (id, addresses) => store.verified(id, addresses, runtime.clock.now()),
    async passwordProblem(id, password) {
      const found = await profiles.profile(id);
      return newPasswordProblem(password, { ...found?.values, ...(found && { username: found.username }) });
    },
    async history(id) {
      const found = await store.byId(id);
      return found ? parts.audit.of(accountKey(found.username), 'visitor.') : [];
    },
    async erase(id) {
      const found = await store.byId(id);
      if (!found) return;
      await store.erase(id, async (trx) => {
        await parts.audit.anonymise(accountKey(found.username), 'visitor.', trx);
        await parts.audit.record({ actor: '(erased)', action: 'visitor.erase', target: id }, trx);
      });
      await parts.endSessions(id);
    },
    admits: async (id) => (await store.byId(id)) !== undefined,
  };
}
