import type { SignIn } from '../wire/room.ts';
import type { Contact, Individual } from './individual.ts';

/** Door of the visitors' accounts (Tracker individuals with a web login). */
export interface Visitors {
  /**
   * Writes a Tracker individual with its addresses, connections and credential.
   * @throws IwtError `request.missing-data` (no user name or password), `request.invalid` (a value too long or a weak
   *   password; `details.field` and `details.problem` say which), `account.exists`
   */
  register(contact: Contact): Promise<Individual>;
  /**
   * Checks a user name and password; the same answer and the same time for an unknown name and a wrong password.
   * @throws IwtError `login.limited` after too many failures
   */
  verify(name: string, password: string, address: string): Promise<Individual | null>;
  find(id: string): Promise<Individual | undefined>;
  /** The session step of account pages. */
  readonly signIn: SignIn;
}
