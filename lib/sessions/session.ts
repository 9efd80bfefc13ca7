import type { IncomingMessage, ServerResponse } from 'node:http';
import session, { type Store } from 'express-session';
import { digest, secret } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Caller, SignIn } from '../wire/room.ts';
import { besideOf, sendAlso } from './also.ts';
import { createSessionLogin } from './login.ts';

/** One of the two kinds of people who sign in. Their sessions share nothing: cookie, store and authenticator are its own. */
export interface World {
  /** `iwt.agent` or `iwt.visitor`. */
  readonly cookie: string;
  /** Milliseconds after signing in at which the session ends, however busy. The store ends an idle one. */
  readonly lifetime: number;
  /** Whether this person may be signed in; asked with every request. */
  admits(subject: string): Promise<boolean>;
}

/** What sessions are kept in. */
export type SignInStore = Store;

interface Parts {
  readonly world: World;
  /** A store for this world alone: express-session ties it to the world's cookie. */
  readonly store: Store;
  /** Sign the cookie: the first one signs, all are accepted. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly runtime: Runtime;
}

/** What our requests look like; the fields are the ones that express-session and passport use. */
interface OwnRequest extends IncomingMessage {
  session?: Held;
  sessionID?: string;
  user?: unknown;
  originalUrl?: string;
}

interface Held {
  since?: number;
  subject?: string;
  destroy(done: (error: unknown) => void): void;
}

/**
 * Cookie sessions beside whatever sessions the host has. Everything runs on a request object of our own, so the host's
 * `req.session`, `req.user` and `req.logIn` are neither seen nor touched.
 *
 * The cookie names no path. So the browser takes the folder of the address that set it, as the browser sees it: right at
 * any mount, in any letter case of the root, and behind a gateway that strips a prefix that we never hear of.
 */
export function createSignIn({ world, store, secrets, runtime }: Parts): SignIn {
  const callers = new WeakMap<IncomingMessage, Caller>();
  const login = createSessionLogin((held, subject) => {
    Object.assign(held, { since: runtime.clock.now(), subject });
  }, world.admits);
  let middleware: Promise<ReturnType<typeof session>> | undefined;

  const make = async () =>
    session({
      name: world.cookie,
      secret: [...(await secrets())],
      store,
      genid: () => secret(runtime.ids),
      resave: false,
      saveUninitialized: false,
      cookie: (request) => ({
        httpOnly: true,
        sameSite: 'lax',
        secure: request.secure === true,
        path: pathOf(request.originalUrl),
      }),
    });

  async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    middleware ??= make();
    middleware.catch(() => {
      // The database was away; the next request tries again.
      middleware = undefined;
    });
    const run = await middleware;
    const own = ownRequest(request);
    await new Promise<void>((resolve, reject) => {
      const next = (error?: unknown) => (error ? reject(error) : resolve());
      run(own as never, response as never, next);
    });
    callers.set(request, await caller(own, response));
  }

  async function caller(own: OwnRequest, response: ServerResponse): Promise<Caller> {
    let subject = await login.restore(own, response);
    const outlived = runtime.clock.now() - (own.session?.since ?? 0) > world.lifetime;
    if (own.session?.subject !== undefined && (subject === undefined || outlived)) {
      await destroy(own);
      subject = undefined;
    }
    return {
      get subject() {
        return subject;
      },
      get session() {
        return subject === undefined ? undefined : digest(own.sessionID ?? '');
      },
      async signIn(person, also) {
        await login.enter(own, person);
        subject = person;
        if (also !== undefined) sendAlso(response, world.cookie, besideOf(own.originalUrl ?? '', also));
      },
      async signOut() {
        if (own.session) await destroy(own);
        if (subject !== undefined) clearCookie(own, response);
        subject = undefined;
      },
      async stands() {
        if (subject === undefined || own.sessionID === undefined) return false;
        const stored = (await load(own.sessionID)) as Held | null | undefined;
        if (stored?.subject !== subject) return false;
        return runtime.clock.now() - (stored.since ?? 0) <= world.lifetime && world.admits(subject);
      },
    };
  }

  function load(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => store.get(id, (error, held) => (error ? reject(error) : resolve(held))));
  }

  function clearCookie(request: IncomingMessage, response: ServerResponse): void {
    const { secure, originalUrl = '' } = request as { secure?: boolean; originalUrl?: string };
    const path = pathOf(originalUrl);
    response.appendHeader(
      'Set-Cookie',
      `${world.cookie}=; Max-Age=0; HttpOnly; SameSite=Lax${path ? `; Path=${path}` : ''}${secure ? '; Secure' : ''}`,
    );
  }

  return {
    middlewares: [(request, response, next) => void open(request, response).then(() => next(), next)],
    caller(request) {
      const found = callers.get(request);
      if (!found) throw new Error(`The session step of ${world.cookie} has not run for this request.`);
      return found;
    },
  };
}

/** Undefined, but where the address ends in a slash: the browser would take that for a folder of its own. */
function pathOf(url: string): string | undefined {
  const path = url.split('?')[0] ?? '';
  return path.endsWith('/') ? path.slice(0, path.lastIndexOf('/', path.length - 2)) || '/' : undefined;
}

/** Names under which express-session and passport keep things on a request; the host's copies of them do the same. */
const hidden = [
  'session',
  'sessionID',
  'sessionStore',
  'secret',
  'cookies',
  'signedCookies',
  'user',
  'authInfo',
  'login',
  'logIn',
  'logout',
  'logOut',
  'isAuthenticated',
  'isUnauthenticated',
  '_passport',
  '_sessionManager',
  '_userProperty',
];

/**
 * Reads through to the host's request, but writes land here. The names above are blanked one level below, so that even
 * deleting one (as `destroy` does with `session`) does not let the host's shine through.
 */
function ownRequest(request: IncomingMessage): OwnRequest {
  const blanks = Object.fromEntries(hidden.map((name) => [name, { value: undefined, writable: true }]));
  return Object.create(Object.create(request, blanks));
}

function destroy(request: OwnRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session?.destroy((error) => (error ? reject(error) : resolve()));
  });
}
