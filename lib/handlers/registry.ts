import type { Handler } from './handler.ts';

/** A handler that can be started. */
export interface Registered {
  readonly handler: Handler;
  /** In the log. */
  readonly name: string;
}

/** Which handlers an event starts. */
export interface Registry {
  /** The handlers of a source (a file, the option) from now on; what it had before is gone. */
  set(source: string, handlers: readonly Registered[]): void;
  /** In the order of their sources. Empty: nobody handles the event. */
  of(event: string): readonly Registered[];
}

const none: readonly Registered[] = [];

/** `builtIn` answer events that nobody else handles. */
export function createRegistry(builtIn: readonly Handler[]): Registry {
  const sources = new Map<string, readonly Registered[]>();
  const shipped = byEvent(builtIn.map((handler) => ({ handler, name: handler.name ?? handler.event })));
  let events = shipped;

  return {
    set(source, handlers) {
      if (handlers.length === 0) sources.delete(source);
      else sources.set(source, handlers);
      const inOrder = [...sources.keys()].sort().flatMap((key) => sources.get(key) ?? none);
      events = new Map([...shipped, ...byEvent(inOrder)]);
    },
    of: (event) => events.get(event.toLowerCase()) ?? none,
  };
}

function byEvent(all: readonly Registered[]): Map<string, readonly Registered[]> {
  const events = new Map<string, Registered[]>();
  for (const one of all) {
    const key = one.handler.event.toLowerCase();
    const known = events.get(key);
    if (known) known.push(one);
    else events.set(key, [one]);
  }
  return events;
}
