import type { Callbacks } from '../callback/callback.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Clock } from '../runtime/clock.ts';

/** What a queue's callbacks may do. */
export interface CallbackTerms {
  /** Times that one may be snoozed. */
  readonly retries: number;
  /** Minutes of a snooze when nobody says otherwise. */
  readonly snoozeMinutes: number;
}

export type TermsOf = (queue: string) => CallbackTerms;

/** The terms of all queues that have callbacks, as summaries need them. */
export interface Terms {
  /** Of a queue that `learn` was asked for. */
  readonly of: TermsOf;
  /** Makes sure that these callbacks' terms are known; nothing is read when they are. */
  learn(callbacks: readonly Interaction[]): Promise<void> | undefined;
}

/** Milliseconds until an administrator's change shows in the consoles. */
const freshFor = 10_000;
const none: CallbackTerms = { retries: 0, snoozeMinutes: 0 };

export function createTerms(callbacks: Pick<Callbacks, 'retriesOf' | 'snoozeMinutesOf'>, clock: Clock): Terms {
  const known = new Map<string, CallbackTerms & { readonly until: number }>();

  async function read(missing: ReadonlyMap<string, string>): Promise<void> {
    for (const [queue, interaction] of missing) {
      const retries = await callbacks.retriesOf(interaction);
      const snoozeMinutes = await callbacks.snoozeMinutesOf(interaction);
      known.set(queue, { retries, snoozeMinutes, until: clock.now() + freshFor });
    }
  }

  return {
    of: (queue) => known.get(queue) ?? none,
    learn(interactions) {
      const now = clock.now();
      const missing = new Map<string, string>();
      for (const { id, type, queue } of interactions) {
        if (type === 'callback' && (known.get(queue.id)?.until ?? 0) <= now) missing.set(queue.id, id);
      }
      return missing.size === 0 ? undefined : read(missing);
    },
  };
}
