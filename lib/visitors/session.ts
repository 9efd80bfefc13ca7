import type { Runtime } from '../runtime/runtime.ts';
import { createSignIn, type SignInStore } from '../sessions/session.ts';
import type { SignIn } from '../wire/room.ts';

/** Half a day after signing in a session ends, however busy. The store ends an idle one. */
const lifetime = 12 * 3_600_000;

interface Parts {
  readonly visitors: { admits(id: string): Promise<boolean> };
  readonly store: SignInStore;
  /** Sign the cookie: the first one signs, all are accepted. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly runtime: Runtime;
}

/** The session step of account pages, with the cookie `iwt.visitor`. */
export function createVisitorSignIn({ visitors, ...parts }: Parts): SignIn {
  return createSignIn({ ...parts, world: { cookie: 'iwt.visitor', lifetime, admits: visitors.admits } });
}
