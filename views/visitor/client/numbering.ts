import type { ChatEvent } from './protocol.ts';

/**
 * What a chat's numbers mean. A server of the original counts anew after a reconnect, or does not; ours counts anew under
 * another participantID. Here numbers only ever rise, so that no line takes the place of another.
 */
export interface Numbers {
  /** The server answers exactly what follows a number (`after`), so that its numbers have no holes. */
  readonly resumable: boolean;
  /** Added to the server's numbers. */
  readonly offset: number;
  /** The last one there was; −1: none. */
  readonly last: number;
}

export interface Inbox {
  readonly numbers: Numbers;
  /** The last number as the server knows it. */
  after(): number;
  /** Those that are new, renumbered. `hole`: something is missing before one of a stream; it and what follows were not taken. */
  take(
    events: readonly ChatEvent[],
    fromStream: boolean,
  ): { readonly fresh: readonly ChatEvent[]; readonly hole: boolean };
  /** States that are said again, under numbers that use none up. */
  repeated(events: readonly ChatEvent[]): readonly ChatEvent[];
  /** From now on the server counts anew. */
  renumber(resumable: boolean): void;
}

export function createInbox(begin: Numbers): Inbox {
  let { resumable, offset, last } = begin;
  /** Without `after` answers may overtake each other, so what was there is known one by one. */
  const seen = new Set<number>();
  /** A server may say again after a reconnect what it does not know to have arrived. */
  const said = new Set<string>();

  function known(event: ChatEvent): boolean {
    if (resumable) return event.sequence + offset <= last;
    if (seen.has(event.sequence)) return true;
    seen.add(event.sequence);
    if (event.type === 'state' || event.type === 'typing') return false;
    const mark = JSON.stringify([event.sequence, event.participant.toLowerCase(), event.value]);
    const again = said.has(mark);
    said.add(mark);
    return again;
  }

  return {
    get numbers() {
      return { resumable, offset, last };
    },
    after: () => last - offset,
    take(events, fromStream) {
      const fresh: ChatEvent[] = [];
      for (const event of events) {
        if (known(event)) continue;
        const sequence = event.sequence + offset;
        if (fromStream && event.type !== 'typing' && sequence > last + 1) return { fresh, hole: true };
        // Ours gives typing the next number without using it up.
        if (!resumable || event.type !== 'typing') last = Math.max(last, sequence);
        fresh.push({ ...event, sequence });
      }
      return { fresh, hole: false };
    },
    repeated(events) {
      if (!resumable) return [];
      return events
        .map((event) => ({ ...event, sequence: event.sequence + offset }))
        .filter((event) => event.type === 'state' && event.sequence <= last);
    },
    renumber(now) {
      resumable = now;
      offset = last + 1;
      seen.clear();
    },
  };
}
