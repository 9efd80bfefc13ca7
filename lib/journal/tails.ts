import type { JournalEvent } from './change.ts';

/** The last events of one interaction, in order and without a gap, up to `version`. */
interface Tail {
  version: number;
  /** Listeners were told of the events from here … */
  toldFrom: number;
  /** … to here; 0: unknown. */
  told: number;
  events: JournalEvent[];
  bytes: number;
}

export interface TailLimits {
  /** Events kept of one interaction. */
  readonly events: number;
  /** Estimated memory of all tails. The least recently used go first. */
  readonly bytes: number;
}

export interface Tails {
  /** What is known of the interaction after `after`; undefined when memory does not reach back so far. */
  recent(interaction: string, after: number): readonly JournalEvent[] | undefined;
  /** Newest `seq` in memory; undefined when the interaction is not in memory. */
  version(interaction: string): number | undefined;
  /** Highest `seq` that listeners were told of; 0 when that is not known. */
  told(interaction: string): number;
  /** Keeps events that were read from the database, in order, up to the newest there was. */
  keep(interaction: string, events: readonly JournalEvent[]): void;
  /**
   * Takes news of committed events. Gives those that listeners have not been told of; undefined when something between
   * them and what was told before is missing.
   */
  learn(interaction: string, events: readonly JournalEvent[]): readonly JournalEvent[] | undefined;
  forget(interaction: string): void;
  /** Estimated bytes in use. */
  size(): number;
}

const none: readonly JournalEvent[] = Object.freeze([]);
/** An event object with its fields and small strings, beside its text. */
const eventBytes = 200;
const tailBytes = 200;

export function createTails(limits: TailLimits): Tails {
  // In the order of use: the first is the one used longest ago.
  const tails = new Map<string, Tail>();
  let bytes = 0;

  function open(interaction: string): Tail {
    const tail = tails.get(interaction);
    if (tail) {
      tails.delete(interaction);
      tails.set(interaction, tail);
      return tail;
    }
    const fresh: Tail = { version: 0, toldFrom: 0, told: 0, events: [], bytes: tailBytes };
    tails.set(interaction, fresh);
    bytes += tailBytes;
    return fresh;
  }

  function append(tail: Tail, events: readonly JournalEvent[]): void {
    for (const event of events) {
      if (event.seq <= tail.version) continue;
      if (tail.version > 0 && event.seq > tail.version + 1) clear(tail);
      tail.events.push(event);
      tail.version = event.seq;
      grow(tail, sizeOf(event));
      if (tail.events.length > limits.events) grow(tail, -sizeOf(tail.events.shift() as JournalEvent));
    }
  }

  function clear(tail: Tail): void {
    tail.events = [];
    grow(tail, tailBytes - tail.bytes);
  }

  function grow(tail: Tail, by: number): void {
    tail.bytes += by;
    bytes += by;
  }

  function shrink(): void {
    for (const [interaction, tail] of tails) {
      if (bytes <= limits.bytes) return;
      tails.delete(interaction);
      bytes -= tail.bytes;
    }
  }

  return {
    recent(interaction, after) {
      const tail = tails.get(interaction);
      if (!tail) return undefined;
      if (after >= tail.version) return none;
      const first = tail.version - tail.events.length + 1;
      if (after + 1 < first) return undefined;
      return after + 1 === first ? tail.events.slice() : tail.events.slice(after + 1 - first);
    },
    version: (interaction) => tails.get(interaction)?.version,
    told: (interaction) => tails.get(interaction)?.told ?? 0,
    keep(interaction, events) {
      if (events.length === 0) return;
      append(open(interaction), events);
      shrink();
    },
    learn(interaction, events) {
      const first = events[0];
      const last = events.at(-1);
      if (!first || !last) return none;
      const tail = open(interaction);
      if (tail.told > 0 && first.seq > tail.told + 1) return undefined;
      const news = notTold(tail, events, first.seq, last.seq);
      if (tail.told === 0 || first.seq < tail.toldFrom) tail.toldFrom = first.seq;
      tail.told = Math.max(tail.told, last.seq);
      append(tail, news);
      shrink();
      return news;
    },
    forget(interaction) {
      const tail = tails.get(interaction);
      if (!tail) return;
      tails.delete(interaction);
      bytes -= tail.bytes;
    },
    size: () => bytes,
  };
}

/** Old news may still be news: on another node it can come after what followed it. */
function notTold(
  { toldFrom, told }: Tail,
  events: readonly JournalEvent[],
  first: number,
  last: number,
): readonly JournalEvent[] {
  if (told === 0 || first > told || last < toldFrom) return events;
  return events.filter((event) => event.seq > told || event.seq < toldFrom);
}

/** Half of a text's length would do for ASCII and double for others; this need not be exact, only bounded. */
function sizeOf(event: JournalEvent): number {
  return eventBytes + textOf(event.body);
}

function textOf(body: unknown): number {
  if (typeof body === 'string') return body.length;
  if (typeof body !== 'object' || body === null) return 8;
  let length = 16;
  for (const name in body) length += textOf((body as Record<string, unknown>)[name]);
  return length;
}
