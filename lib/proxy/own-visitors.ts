import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';

/** Ids remembered, about 10 MB. The oldest go first, and are looked up again. */
const MOST_REMEMBERED = 100_000;
/** How long a lookup may take, in milliseconds. A chat of a CIC server must not wait for our database. */
const PATIENCE_MS = 1_000;
/** After a lookup that failed the database is left alone for this long; what is not remembered goes to the CIC servers. */
const REST_MS = 1_000;
/** What visitors are known by. Anything else is a CIC server's own affair. */
const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Knows which visitors' chats and callbacks began here, behind the net, rather than with a CIC server. */
export interface OwnVisitors {
  /** By participantID, in any letter case. Without a promise once it is known, which is so for all but a chat's first call. */
  has(participantId: string): boolean | Promise<boolean>;
}

export interface OwnVisitorParts {
  /** Whether the database knows this participantID (in lower case). */
  readonly lookUp: (participantId: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ids derive from secrets that are on disk before anybody hears of them: one that is not in the database when it is first
 * asked for never will be. So each is looked up once, whichever node it came from.
 */
export function createOwnVisitors({ lookUp, clock, log }: OwnVisitorParts): OwnVisitors {
  const known = new Map<string, boolean>();
  const looking = new Map<string, Promise<boolean>>();
  let restUntil = 0;

  function remember(id: string, own: boolean): void {
    for (const [oldest] of known) {
      if (known.size < MOST_REMEMBERED) break;
      known.delete(oldest);
    }
    known.set(id, own);
  }

  function look(id: string): Promise<boolean> {
    return new Promise((resolve) => {
      const fail = (error: unknown) => {
        restUntil = clock.now() + REST_MS;
        log.warn({ err: error }, 'Who has a chat could not be looked up; the CIC servers are asked');
        resolve(false);
      };
      const cancel = clock.after(PATIENCE_MS, () => fail(new Error('The database does not answer.')));
      lookUp(id)
        .then((own) => {
          remember(id, own);
          resolve(own);
        }, fail)
        .finally(cancel);
    });
  }

  return {
    has(participantId) {
      const id = participantId.toLowerCase();
      const own = known.get(id);
      if (own !== undefined) return own;
      if (!shape.test(id) || clock.now() < restUntil) return false;
      let found = looking.get(id);
      if (found === undefined) {
        found = look(id).finally(() => looking.delete(id));
        looking.set(id, found);
      }
      return found;
    },
  };
}
