import type { InteractionSummary } from '../wire.ts';

/**
 * The agent's list. Fetched lists and stream events cross on their way, so each live event gets a stamp; a fetch carries the
 * stamp of the moment it was asked, and what came by the stream after that moment counts for more.
 */
export interface Interactions {
  readonly items: ReadonlyMap<string, Item>;
  /** Removed by the stream, with the stamp, until a later fetch confirms it. */
  readonly removed: ReadonlyMap<string, number>;
  /** Up to where this page has read each interaction: the server's count of unread is zero until its version passes it. */
  readonly read: ReadonlyMap<string, number>;
  readonly stamp: number;
  readonly loaded: boolean;
}

interface Item {
  readonly summary: InteractionSummary;
  readonly stamp: number;
}

export const noInteractions: Interactions = {
  items: new Map(),
  removed: new Map(),
  read: new Map(),
  stamp: 0,
  loaded: false,
};

/** The stream told of a new state of one interaction. */
export function upserted(state: Interactions, summary: InteractionSummary): Interactions {
  const known = state.items.get(summary.id);
  if (known && known.summary.version > summary.version) return state;
  const stamp = state.stamp + 1;
  const items = new Map(state.items).set(summary.id, { summary: withRead(state, summary), stamp });
  return { ...state, items, removed: without(state.removed, summary.id), stamp };
}

/** The stream told that it left the agent's queues. */
export function removed(state: Interactions, id: string): Interactions {
  const stamp = state.stamp + 1;
  return {
    ...state,
    items: without(state.items, id),
    removed: new Map(state.removed).set(id, stamp),
    stamp,
  };
}

/** A list was fetched; `since` is the stamp at the time of asking. */
export function listed(state: Interactions, since: number, summaries: readonly InteractionSummary[]): Interactions {
  const items = new Map<string, Item>();
  for (const summary of summaries) {
    const gone = state.removed.get(summary.id);
    if (gone !== undefined && gone > since) continue;
    const known = state.items.get(summary.id);
    const keep = known && known.stamp > since && known.summary.version >= summary.version;
    items.set(summary.id, keep ? known : { summary: withRead(state, summary), stamp: known?.stamp ?? since });
  }
  for (const [id, item] of state.items) if (item.stamp > since && !items.has(id)) items.set(id, item);
  const removed = new Map([...state.removed].filter(([, stamp]) => stamp > since));
  const read = new Map([...state.read].filter(([id]) => items.has(id)));
  return { ...state, items, removed, read, loaded: true };
}

/** A fetch of one interaction brought its summary along. */
export function refreshed(state: Interactions, since: number, summary: InteractionSummary): Interactions {
  const known = state.items.get(summary.id);
  if (!known || (known.stamp > since && known.summary.version >= summary.version)) return state;
  return {
    ...state,
    items: new Map(state.items).set(summary.id, { summary: withRead(state, summary), stamp: known.stamp }),
  };
}

/** Whatever comes next counts, however low its version: the server may have another past than the one known here. */
export function forgotten(state: Interactions): Interactions {
  const items = new Map(
    [...state.items].map(([id, item]) => [id, { ...item, summary: { ...item.summary, version: 0 } }]),
  );
  return { ...state, items, read: new Map() };
}

/** The agent has read up to `seq`; the count goes to zero at once. */
export function markedRead(state: Interactions, id: string, seq: number): Interactions {
  if ((state.read.get(id) ?? 0) >= seq) return state;
  const next = { ...state, read: new Map(state.read).set(id, seq) };
  const item = state.items.get(id);
  if (!item) return next;
  return { ...next, items: new Map(state.items).set(id, { ...item, summary: withRead(next, item.summary) }) };
}

function withRead(state: Interactions, summary: InteractionSummary): InteractionSummary {
  const read = state.read.get(summary.id) ?? 0;
  return summary.unread > 0 && read >= summary.version ? { ...summary, unread: 0 } : summary;
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
