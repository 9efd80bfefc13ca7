import type { IncomingMessage, ServerResponse } from 'node:http';

/** User name and password as typed; nothing is trimmed or folded. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Who is signed in on one request, in one of the two worlds (agents, visitors). Lives beside the host's own session and
 * passport: it sees a request of its own, so `req.session`, `req.user` and `req.logIn` stay the host's.
 */
export interface LoginSession<Person> {
  /** Who is signed in; undefined: nobody. Changes with `signIn` and `signOut`. */
  readonly person: Person | undefined;
  /**
   * Checks the credentials and signs in under a new session id; the old one opens nothing any more. Sets the cookie.
   * @returns the person, or null for an unknown name, a wrong password and an inactive account alike
   * @throws IwtError `login.limited` after too many failures
   */
  signIn(credentials: Credentials): Promise<Person | null>;
  /** Ends the session and clears the cookie. Harmless when nobody is signed in. */
  signOut(): Promise<void>;
  /** Whether the session still stands; for answers that stay open (streams). Reads the database. */
  stands(): Promise<boolean>;
}

export interface LoginSessions<Person> {
  /**
   * Reads the session of an Express request. `path` is where the cookie is valid, such as `/I3Root/agent`; `address` is
   * the caller's, for the login limits. The response must not have sent its headers yet.
   */
  open(
    request: IncomingMessage,
    response: ServerResponse,
    where: { readonly path: string; readonly secure: boolean; readonly address: string },
  ): Promise<LoginSession<Person>>;
  /** Ends every session of a person, here and on other nodes. */
  endAll(subject: string): Promise<void>;
}
