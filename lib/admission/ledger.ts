import { type Counts, type Limits, unitTimes, type Wanted } from './rules.ts';

/** An interaction that goes on and that a visitor started. */
export interface Active extends Wanted {
  readonly interaction: string;
  readonly startedAt: number;
}

/** Counts in memory, for the one process that starts interactions. */
export interface Ledger {
  counts(wanted: Wanted, now: number, limits: Limits): Counts;
  /** Again for the same interaction changes nothing. */
  add(active: Active): void;
  /** It never came into being: neither it nor its start counts. */
  undo(interaction: string): void;
  /** It has ended; its start goes on counting for bursts. */
  remove(interaction: string): void;
  /** It waits in another queue now. */
  move(interaction: string, queue: string): void;
}

/** Burst limits count over an hour at most. */
const longestUnitMs = 3_600_000;

export function createLedger(): Ledger {
  const active = new Map<string, Active>();
  const totals = new Map<string, number>();
  /** When they started, oldest first; ended ones too. */
  const starts = { chat: [] as number[], callback: [] as number[] };

  function tally(entry: Active, by: 1 | -1): void {
    for (const key of keysOf(entry)) {
      const total = (totals.get(key) ?? 0) + by;
      if (total === 0) totals.delete(key);
      else totals.set(key, total);
    }
  }

  function startsSince(type: Wanted['type'], since: number): number {
    return starts[type].length - firstAfter(starts[type], since);
  }

  /** Now and then, because what is in front of an array is dear to remove. */
  function forget(all: number[], now: number): void {
    const old = firstAfter(all, now - longestUnitMs);
    if (old > all.length / 2) all.splice(0, old);
  }

  function remove(interaction: string): void {
    const entry = active.get(interaction);
    if (!entry) return;
    active.delete(interaction);
    tally(entry, -1);
  }

  return {
    counts(wanted, now, limits) {
      const total = (key: string) => totals.get(key) ?? 0;
      const times = unitTimes(wanted.type, limits);
      return {
        type: total(wanted.type),
        anonymous: total('anonymous'),
        queue: total(`queue ${wanted.queue}`),
        individual: wanted.individual === null ? 0 : total(`individual ${wanted.individual}`),
        caller: wanted.caller === null ? 0 : total(`caller ${wanted.caller}`),
        typeBurst: startsSince(wanted.type, now - times.type),
        burst: startsSince('chat', now - times.both) + startsSince('callback', now - times.both),
      };
    },
    add(entry) {
      if (active.has(entry.interaction)) return;
      active.set(entry.interaction, entry);
      tally(entry, 1);
      const all = starts[entry.type];
      // A clock that was set back must not disturb the order.
      all.push(Math.max(entry.startedAt, all.at(-1) ?? 0));
      forget(all, entry.startedAt);
    },
    undo(interaction) {
      const entry = active.get(interaction);
      if (!entry) return;
      remove(interaction);
      // One start of that moment is like the other.
      const all = starts[entry.type];
      const place = firstAfter(all, entry.startedAt) - 1;
      if (place >= 0) all.splice(place, 1);
    },
    remove,
    move(interaction, queue) {
      const entry = active.get(interaction);
      if (!entry || entry.queue === queue) return;
      tally(entry, -1);
      const moved = { ...entry, queue };
      active.set(interaction, moved);
      tally(moved, 1);
    },
  };
}

/** Place of the first that is greater, by halves. */
function firstAfter(ordered: readonly number[], value: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keysOf({ type, queue, individual, caller }: Wanted): string[] {
  const keys: string[] = [type, `queue ${queue}`, individual === null ? 'anonymous' : `individual ${individual}`];
  if (caller !== null) keys.push(`caller ${caller}`);
  return keys;
}
