import type { Clock } from '../runtime/clock.ts';
import type { Sessions } from './sessions.ts';
import type { ChatStore } from './store.ts';

/** A lease is renewed in a round of all sessions, which takes some seconds. */
const ROUND_MS = 10_000;

export interface HeardParts {
  readonly sessions: Pick<Sessions, 'ofInteraction' | 'shared'>;
  readonly store: Pick<ChatStore, 'leases'>;
  readonly goneAfter: number;
  readonly clock: Clock;
  /** Since when this process looks for visitors. */
  readonly begun: number;
}

/** When visitors polled last or had a stream open (UTC milliseconds): rather too late than too early. */
export function createHeard({ sessions, store, goneAfter, clock, begun }: HeardParts) {
  /** By this process alone. A visitor who has not come since it began counts from then. */
  function here(interaction: string): number {
    const session = sessions.ofInteraction(interaction);
    if (!session) return begun;
    return session.streams === null ? session.seen : clock.now();
  }

  /** By other nodes. They write it when a third of the lease is used up, so it may have been a third later. */
  async function elsewhere(interaction: string): Promise<number> {
    if (!sessions.shared) return 0;
    const until = (await store.leases([interaction])).get(interaction);
    if (until === undefined || until === sessions.ofInteraction(interaction)?.leased) return 0;
    return Math.min(until - goneAfter + goneAfter / 3 + ROUND_MS, clock.now());
  }

  return { here, elsewhere };
}
