import type { Runtime } from '../runtime/runtime.ts';
import { createSignIn, type SignInStore } from '../sessions/session.ts';
import type { SignIn } from '../wire/room.ts';

/** A day after signing in a session ends, however busy: longer than any shift. The store ends an idle one. */
const lifetime = 24 * 3_600_000;

interface Parts {
  readonly agents: { admits(id: string): Promise<boolean> };
  readonly store: SignInStore;
  /** Sign the cookie: the first one signs, all are accepted. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly runtime: Runtime;
}

/** The session step of agent rows, with the cookie `iwt.agent`. */
export function createAgentSignIn({ agents, ...parts }: Parts): SignIn {
  return createSignIn({ ...parts, world: { cookie: 'iwt.agent', lifetime, admits: agents.admits } });
}
