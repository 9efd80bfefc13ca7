import type { IncomingMessage, ServerResponse } from 'node:http';
import passport from 'passport';
import { Strategy } from 'passport-local';

/** User name and password as typed; nothing is trimmed or folded. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Checks credentials; null for whatever must not be told apart. `address` is the caller's, for the limits. */
export type Verify<Person> = (username: string, password: string, address: string) => Promise<Person | null>;

/** Runs passport's local strategy on an authenticator of its own; the host's passport is another one. */
export function createLocalLogin<Person extends object>(
  verify: Verify<Person>,
): (credentials: Credentials, address: string) => Promise<Person | null> {
  const authenticator = new passport.Authenticator();
  authenticator.use(
    new Strategy({ passReqToCallback: true, session: false }, (request, username, password, done) => {
      const { address } = request as unknown as { address: string };
      verify(username, password, address).then((person) => done(null, person ?? false), done);
    }),
  );
  return (credentials, address) =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown, person?: unknown) =>
        error ? reject(error) : resolve((person || null) as Person | null);
      // The strategy reads `body`; a request of our own keeps it away from what came over the wire.
      const request = { body: { username: credentials.username, password: credentials.password }, address };
      authenticator.authenticate('local', { session: false }, settle)(request, {}, settle);
    });
}

/** Puts people into sessions and finds them there again, by their key. */
export interface SessionLogin {
  /** Gives the session a new id and the person; what the session held before is gone. */
  enter(request: IncomingMessage, subject: string): Promise<void>;
  /** The signed-in person's key, if `find` still lets the person in. */
  restore(request: IncomingMessage, response: ServerResponse): Promise<string | undefined>;
}

/**
 * @param entered notes something in the new session before it is saved
 * @param admits whether the person may (still) be signed in
 */
export function createSessionLogin(
  entered: (session: object, subject: string) => void,
  admits: (subject: string) => Promise<boolean>,
): SessionLogin {
  const authenticator = new passport.Authenticator();
  authenticator.serializeUser((request: IncomingMessage, user: object, done: Done<string>) => {
    const { subject } = user as SignedIn;
    entered((request as unknown as { session: object }).session, subject);
    done(null, subject);
  });
  authenticator.deserializeUser((subject: string, done: Done<SignedIn | false>) => {
    admits(subject).then((admitted) => done(null, admitted && { subject }), done);
  });
  const restore = authenticator.authenticate('session');

  return {
    async enter(request, subject) {
      await new Promise<void>((resolve, reject) => {
        const login = request as unknown as { logIn(user: SignedIn, done: (error: unknown) => void): void };
        login.logIn({ subject }, (error) => (error ? reject(error) : resolve()));
      });
    },
    async restore(request, response) {
      await new Promise<void>((resolve, reject) => {
        restore(request, response, (error: unknown) => (error ? reject(error) : resolve()));
      });
      return (request as unknown as { user?: SignedIn }).user?.subject;
    },
  };
}

interface SignedIn {
  readonly subject: string;
}

type Done<T> = (error: unknown, value?: T) => void;
