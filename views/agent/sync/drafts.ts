import type { Context } from './context.ts';

/** Milliseconds after which a draft is forgotten: its conversation is long over. */
const draftAge = 7 * 86_400_000;

/** The unsent text of each conversation, kept for this user on this page until it is sent. */
export interface Drafts {
  /** Reads what this user left behind. */
  restore(user: string): void;
  /** Removes everything that this user has not sent, messages under way too. */
  forget(user: string): void;
}

export function keepDrafts({ store, storage, clock }: Pick<Context, 'store' | 'storage' | 'clock'>): Drafts {
  let user = '';
  store.subscribe((state, before) => {
    if (user === '' || state.user?.id !== user || state.drafts === before.drafts) return;
    for (const id of new Set([...state.drafts.keys(), ...before.drafts.keys()])) {
      const text = state.drafts.get(id);
      if (text === before.drafts.get(id)) continue;
      storage.set(`${user} draft ${id}`, text && JSON.stringify({ text, at: clock.now() }));
    }
  });
  return {
    restore(id) {
      for (const [interaction, kept] of storage.all(`${id} draft `)) {
        const draft = readDraft(kept);
        if (draft && clock.now() - draft.at < draftAge)
          store.dispatch({ type: 'draft', interaction, text: draft.text });
        else storage.set(`${id} draft ${interaction}`, undefined);
      }
      user = id;
    },
    forget(id) {
      user = '';
      for (const kind of ['draft', 'outbox']) {
        for (const key of storage.all(`${id} ${kind} `).keys()) storage.set(`${id} ${kind} ${key}`, undefined);
      }
    },
  };
}

function readDraft(kept: string): { text: string; at: number } | undefined {
  try {
    const { text, at } = JSON.parse(kept);
    return typeof text === 'string' && typeof at === 'number' ? { text, at } : undefined;
  } catch {
    return undefined;
  }
}
