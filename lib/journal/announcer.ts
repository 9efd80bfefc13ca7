import type { Bus } from '../cluster/bus.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Change, Committed, JournalEvent, Write } from './change.ts';
import type { Listeners } from './listeners.ts';
import type { StoredEvent } from './store.ts';
import type { Tails } from './tails.ts';

/** What one node tells the others after a transaction. */
interface News {
  readonly commits: readonly { readonly interaction: string; readonly events: readonly JournalEvent[] }[];
}

export interface AnnouncerParts {
  readonly bus: Bus;
  readonly tails: Tails;
  readonly listeners: Listeners;
  readonly log: Log;
  /** Reads from the database, and keeps what it read in memory. */
  readonly refresh: (interaction: string, after: number) => Promise<readonly JournalEvent[]>;
  /** MySQL, where several transactions run at once: resolves when the batch under way has been announced. */
  readonly quiet?: () => Promise<void>;
  /** Gets the position of everything that is told. */
  readonly heard: (position: number) => void;
}

/** Makes known what is on disk: to memory, to this node's listeners in order and once, and to the other nodes. */
export interface Announcer {
  /** This node has written these; gives what became of each. */
  own(changes: readonly Change[]): readonly Committed[];
  /** Found in the database, written by another node. */
  found(events: readonly StoredEvent[]): void;
  close(): void;
}

const topic = 'journal';

export function createAnnouncer({ bus, tails, listeners, log, refresh, quiet, heard }: AnnouncerParts): Announcer {
  /** Interactions of which something in between is missing, with what has to wait for it. */
  const behind = new Map<string, Committed[]>();
  const unsubscribe: Cancel = bus.subscribe(topic, (message, own) => {
    if (own) return;
    for (const { interaction, events } of (message as News).commits) receive(interaction, events, false);
  });

  function receive(interaction: string, events: readonly JournalEvent[], origin: boolean, expects = 0): Committed {
    const committed: Committed = { interaction, version: events.at(-1)?.seq ?? expects, events, origin };
    for (const event of events) if (event.position !== undefined) heard(event.position);
    if (events.length === 0) return committed;
    if (origin && quiet && mayFollowUntold(committed)) wait(committed);
    else tell(committed);
    return committed;
  }

  /** Another transaction of this node may have written what stands before, and be about to announce it. */
  function mayFollowUntold({ interaction, events }: Committed): boolean {
    return (events[0] as JournalEvent).seq > 1 && tails.told(interaction) === 0;
  }

  function tell(committed: Committed): void {
    const news = tails.learn(committed.interaction, committed.events);
    if (!news) wait(committed);
    else if (news.length > 0) listeners.tell(news === committed.events ? committed : { ...committed, events: news });
  }

  function wait(committed: Committed): void {
    const waiting = behind.get(committed.interaction);
    if (waiting) {
      waiting.push(committed);
      return;
    }
    behind.set(committed.interaction, [committed]);
    void catchUp(committed.interaction);
  }

  /** Finds what is missing, so that listeners get it in order. */
  async function catchUp(interaction: string): Promise<void> {
    const told = tails.told(interaction);
    try {
      if (told > 0) receive(interaction, await refresh(interaction, told), false);
      else await quiet?.();
    } catch (error) {
      log.warn({ err: error, interaction }, 'Missing events could not be read; listeners are told of a gap.');
      tails.forget(interaction);
    }
    const waiting = behind.get(interaction) ?? [];
    behind.delete(interaction);
    for (const committed of waiting) tell(committed);
  }

  return {
    own(changes) {
      const writes: Write[] = [];
      const committed: Committed[] = [];
      for (const change of changes) {
        if (change.writes.length > 0) writes.push(...change.writes);
        committed.push(receive(change.interaction, change.events, true, change.expects));
      }
      listeners.tellWrites(writes);
      const commits = committed.filter((one) => one.events.length > 0);
      if (commits.length > 0) bus.publish(topic, { commits: commits.map(toNews) } satisfies News);
      return committed;
    },
    found(events) {
      let from = 0;
      for (let index = 1; index <= events.length; index++) {
        const interaction = (events[from] as StoredEvent).interaction;
        if (events[index]?.interaction === interaction) continue;
        receive(
          interaction,
          events.slice(from, index).map((one) => one.event),
          false,
        );
        from = index;
      }
    },
    close: unsubscribe,
  };
}

function toNews({ interaction, events }: Committed): News['commits'][number] {
  return { interaction, events };
}
