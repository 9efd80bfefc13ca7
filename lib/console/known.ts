import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { formatTelephone } from '../telephone/telephone.ts';
import { createNames, type NameOf } from './names.ts';
import { createTerms, type TermsOf } from './terms.ts';

/** What summaries and entries say that the interaction itself does not hold. */
export interface Facts {
  readonly nameOf: NameOf;
  readonly termsOf: TermsOf;
  /** A telephone number as people here write it. */
  readonly format: (telephone: string) => string;
}

/** Facts, read before they are needed, so that what is shown is made without waiting. */
export interface Known extends Facts {
  /** Makes sure of everything that is said of these interactions and events; nothing is read when it is known. */
  learn(interactions: readonly Interaction[], events?: readonly InteractionEvent[]): Promise<void>;
  /** The user changed: the next `learn` reads the name again. */
  forget(user: string): void;
}

export function createKnown(parts: {
  readonly agents: Parameters<typeof createNames>[0];
  readonly callbacks: Parameters<typeof createTerms>[0];
  readonly clock: Parameters<typeof createTerms>[1];
  /** Country whose telephone numbers are shown without its code. */
  readonly region: string;
}): Known {
  const names = createNames(parts.agents);
  const terms = createTerms(parts.callbacks, parts.clock);
  return {
    nameOf: names.of,
    termsOf: terms.of,
    format: (telephone) => formatTelephone(telephone, parts.region),
    async learn(interactions, events = []) {
      await names.learn([...interactions.flatMap(usersOf), ...events.map(authorOf)]);
      await terms.learn(interactions);
    },
    forget: names.forget,
  };
}

function usersOf({ user, lastAttempted, callback }: Interaction): (string | null)[] {
  return [user, lastAttempted, ...(callback?.attempts ?? []).map((attempt) => attempt.user)];
}

/** Events that name their author as a user, who need not be a party. */
function authorOf({ type, body }: InteractionEvent): string | null {
  return type === 'attempt' || type === 'note' || type === 'codes' ? body.user : null;
}
