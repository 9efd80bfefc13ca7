import type { Api } from './api.ts';
import { type ChatAnswer, isUnknownSession } from './protocol.ts';

export type Recovery =
  | { readonly kind: 'found'; readonly server: number; readonly answer: ChatAnswer }
  /** Every server answered, and none knows the chat. */
  | { readonly kind: 'gone' }
  /** Some server did not answer; it may be the one that knows. */
  | { readonly kind: 'unreached' };

/** Asks all servers for the chat, beginning with `first` (visitor-protocol section 6.2). */
export async function recoverSession(api: Api, first: number, chatID: string): Promise<Recovery> {
  let unreached = false;
  for (let step = 0; step < api.servers; step += 1) {
    const server = (first + step) % api.servers;
    const reply = await api.reconnect(server, chatID);
    if (reply.ok) return { kind: 'found', server, answer: reply.value };
    if (!isUnknownSession(reply)) unreached = true;
  }
  return { kind: unreached ? 'unreached' : 'gone' };
}
