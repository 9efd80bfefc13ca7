import { endCallback } from '../callback/callback.ts';
import { endChat } from '../chat/chat.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Mail } from '../mail/mail.ts';
import type { SystemTexts } from '../queues/queues.ts';
import type { Timers } from '../timers/timers.ts';
import type { Visitors } from '../visitors/visitors.ts';
import { mailPrefixes } from './links.ts';

export interface Erasure {
  /** How many chats and callbacks of the account go on, counted up to 100. */
  open(individual: string): Promise<number>;
  /**
   * Ends what goes on, and erases the account with everything personal that is known of it. When it fails half-way the
   * account is still there, and it can be asked for again.
   */
  erase(individual: string): Promise<void>;
}

export interface ErasureParts {
  readonly visitors: Pick<Visitors, 'erase'>;
  readonly interactions: Pick<Interactions, 'get' | 'change' | 'erase' | 'ofIndividual'>;
  readonly mail: Pick<Mail, 'forget'>;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly texts: SystemTexts;
  /** What stands where something was erased, in a visitor's language. */
  readonly placeholder: (language: string | null) => string;
}

const together = 100;

export function createErasure({ visitors, interactions, mail, timers, texts, placeholder }: ErasureParts): Erasure {
  async function endAll(individual: string): Promise<void> {
    for (const id of await interactions.ofIndividual(individual, { open: true, limit: together })) {
      const state = await interactions.get(id);
      const end = state?.type === 'callback' ? endCallback : endChat;
      if (state?.endedAt === null) await interactions.change(id, end(timers, texts));
    }
  }

  /** What is erased is the individual's no longer, so that the list becomes empty. */
  async function eraseAll(individual: string): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      await endAll(individual);
      const ids = await interactions.ofIndividual(individual, { limit: together });
      if (ids.length === 0) return;
      for (const id of ids) {
        if (done.has(id)) throw new Error(`The interaction ${id} could not be erased.`);
        done.add(id);
        const state = await interactions.get(id);
        await interactions.erase(id, placeholder(state?.language ?? null));
      }
    }
  }

  return {
    open: async (individual) => (await interactions.ofIndividual(individual, { open: true, limit: together })).length,
    async erase(individual) {
      await eraseAll(individual);
      await mail.forget({ prefixes: mailPrefixes(individual) });
      await visitors.erase(individual);
      // What began with the account until it was gone.
      await eraseAll(individual);
    },
  };
}
