import { lastSeen } from '../state/transcript.ts';
import type { Context } from './context.ts';

/** Several messages in a row make one call. */
const gather = 200;

/**
 * Marks as read what the agent really has before the eyes: in a visible page, in the open conversation, at its end. Looking
 * at somebody else's conversation marks nothing.
 */
export function createReading(context: Context, visible: () => boolean): { check(): void } {
  const { api, store, clock, expired } = context;
  /** Told to this page, not yet to the server. */
  const untold = new Map<string, number>();
  let planned = false;

  const tell = async () => {
    planned = false;
    for (const [id, seq] of untold) {
      untold.delete(id);
      try {
        await api.markRead(id, seq);
      } catch (error) {
        if (expired(error)) return void untold.set(id, seq);
        const passing = error instanceof Error && 'passing' in error && error.passing;
        // Said again at the next occasion, of which the reconnect is one.
        if (passing) untold.set(id, Math.max(seq, untold.get(id) ?? 0));
        if (passing) return;
      }
    }
  };

  return {
    check() {
      const { session, open, atEnd, view, list, conversations } = store.get();
      const conversation = open === undefined ? undefined : conversations.get(open);
      const item = open === undefined ? undefined : list.items.get(open);
      const reading = session === 'active' && view !== 'list' && atEnd && visible();
      if (reading && conversation && item?.summary.mine && item.summary.unread > 0) {
        const seq = lastSeen(conversation);
        if (seq > (list.read.get(conversation.id) ?? 0)) {
          untold.set(conversation.id, seq);
          store.dispatch({ type: 'read', id: conversation.id, seq });
        }
      }
      if (untold.size === 0 || session !== 'active' || planned) return;
      planned = true;
      clock.after(gather, () => void tell());
    },
  };
}
