import type { Clock } from '../runtime/clock.ts';
import { digest } from '../runtime/ids.ts';
import type { InteractionStore } from './store.ts';

/** A client that polls an ended session asks every few seconds; the database is asked once in this time. */
const unknownForMs = 30_000;
const mostUnknown = 10_000;
/** Every id that was ever given out looks so; anything else may be as long as a URL, and is not worth a look. */
const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Finds the interaction of a visitor by the participantID, of which only the digest is stored. */
export interface Participants {
  find(participantId: string): Promise<string | undefined>;
}

export function createParticipants(store: InteractionStore, clock: Clock): Participants {
  // Ids derive from random secrets, so nobody asks for one before it exists, and it may be remembered as unknown.
  const unknown = new Map<string, number>();
  const finding = new Map<string, Promise<string | undefined>>();

  async function look(participantId: string): Promise<string | undefined> {
    const id = await store.byParticipantDigest(digest(participantId));
    if (id === undefined) remember(participantId);
    return id;
  }

  function remember(participantId: string): void {
    for (const [oldest] of unknown) {
      if (unknown.size < mostUnknown) break;
      unknown.delete(oldest);
    }
    unknown.set(participantId, clock.now() + unknownForMs);
  }

  return {
    async find(participantId) {
      if (!shape.test(participantId)) return undefined;
      const until = unknown.get(participantId);
      if (until !== undefined) {
        if (clock.now() < until) return undefined;
        unknown.delete(participantId);
      }
      let found = finding.get(participantId);
      if (!found) {
        found = look(participantId).finally(() => finding.delete(participantId));
        finding.set(participantId, found);
      }
      return found;
    },
  };
}
