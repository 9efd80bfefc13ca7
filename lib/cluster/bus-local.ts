import type { Cancel } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Bus, Subscriber } from './bus.ts';

/** Connects nodes of one process, for instance an app that mounts the package twice on one database. */
export interface LocalHub {
  readonly members: Set<(topic: string, message: unknown) => void>;
}

export function createLocalHub(): LocalHub {
  return { members: new Set() };
}

/** The bus of a single node; with a hub, of all nodes of the hub. */
export function createLocalBus(log: Log, hub: LocalHub = createLocalHub()): Bus {
  // Lists are replaced, never changed, so that a subscriber may come or go while a message is handed out.
  const topics = new Map<string, readonly Subscriber[]>();

  function hand(topic: string, message: unknown, own: boolean): void {
    const subscribers = topics.get(topic);
    if (!subscribers) return;
    for (const subscriber of subscribers) {
      try {
        subscriber(message, own);
      } catch (error) {
        log.error({ err: error, topic }, 'A subscriber of the bus failed.');
      }
    }
  }

  const receive = (topic: string, message: unknown) => hand(topic, message, false);
  hub.members.add(receive);
  return {
    publish(topic, message) {
      hand(topic, message, true);
      if (hub.members.size < 2) return;
      // As over a network: later, and as a copy.
      const text = JSON.stringify(message);
      for (const member of hub.members) {
        if (member !== receive) queueMicrotask(() => hub.members.has(member) && member(topic, JSON.parse(text)));
      }
    },
    subscribe(topic, subscriber): Cancel {
      const own: Subscriber = (message, mine) => subscriber(message, mine);
      topics.set(topic, [...(topics.get(topic) ?? []), own]);
      return () => {
        const rest = (topics.get(topic) ?? []).filter((one) => one !== own);
        if (rest.length > 0) topics.set(topic, rest);
        else topics.delete(topic);
      };
    },
    async close() {
      hub.members.delete(receive);
      topics.clear();
    },
  };
}
