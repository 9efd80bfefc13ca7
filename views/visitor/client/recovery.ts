import { isUnknownSession, type Reply } from './protocol.ts';

export type Recovery<T> =
  | { readonly kind: 'found'; readonly server: number; readonly answer: T }
  /** Every server answered, and none knows it. */
  | { readonly kind: 'gone' }
  /** A server does not know it, but another one did not answer, or is the standby: it may be the one that does. */
  | { readonly kind: 'refused' }
  /** No server could say. */
  | { readonly kind: 'unreached' };

/** Asks all servers for a chat or a callback, beginning with `first` (visitor-protocol section 6.2). */
export async function recoverSession<T>(
  servers: number,
  first: number,
  reconnect: (server: number) => Promise<Reply<T>>,
): Promise<Recovery<T>> {
  let refused = false;
  let unreached = false;
  for (let step = 0; step < servers; step += 1) {
    const server = (first + step) % servers;
    const reply = await reconnect(server);
    if (reply.ok) return { kind: 'found', server, answer: reply.value };
    if (isUnknownSession(reply)) refused = true;
    else unreached = true;
  }
  if (!refused) return { kind: 'unreached' };
  return { kind: unreached ? 'refused' : 'gone' };
}
