import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { InteractionEvent } from './events.ts';
import { fold, type Interaction } from './interaction.ts';

/** An ended interaction stays this long: visitors still poll it for some minutes. */
const keepEndedMs = 10 * 60_000;
const sweepEveryMs = 60_000;
/** The interactions that came first go when there are more; whoever needs one reads it again. */
const mostKept = 200_000;

interface Entry {
  state: Interaction;
  participantId: string | undefined;
}

/** The interactions in memory, kept up to date by what the journal tells. */
export interface Cache {
  peek(id: string): Interaction | undefined;
  /** The interaction of a visitor that `name` has told of. */
  idOf(participantId: string): string | undefined;
  name(id: string, participantId: string): void;
  /** Reads it from the journal; those who ask at the same time share one reading. */
  load(id: string): Promise<Interaction | undefined>;
  /** Takes a state that was committed, unless a newer one is known. */
  advance(state: Interaction): void;
  /** Adds the events that the journal has meanwhile. */
  catchUp(id: string): Promise<void>;
  close(): void;
}

export function createCache(journal: Journal, clock: Clock): Cache {
  const entries = new Map<string, Entry>();
  const ids = new Map<string, string>();
  const loading = new Map<string, Promise<Interaction | undefined>>();
  /** When to let go of ended interactions, in the order they ended. */
  const ended = new Map<string, number>();
  let cancelSweep: Cancel | undefined;
  const unwatch = journal.watch(hear);

  function hear({ interaction, events }: Committed): void {
    const entry = entries.get(interaction);
    if (entry) follow(entry, events as readonly InteractionEvent[]);
  }

  /** Folds in what is new; when something is missing in between, lets go of the interaction rather than guess. */
  function follow(entry: Entry, events: readonly InteractionEvent[]): void {
    const { id, version } = entry.state;
    const news = events.filter((event) => event.seq > version);
    if (news.length === 0) return;
    if (news[0]?.seq === version + 1) {
      set(entry, fold(id, entry.state, news) as Interaction);
      return;
    }
    const missing = journal.recent(id, version) as readonly InteractionEvent[] | undefined;
    if (missing && missing[0]?.seq === version + 1) set(entry, fold(id, entry.state, missing) as Interaction);
    else drop(id);
  }

  function set(entry: Entry, state: Interaction): void {
    entry.state = state;
    if (state.endedAt !== null && !ended.has(state.id)) {
      ended.set(state.id, clock.now() + keepEndedMs);
      cancelSweep ??= clock.after(sweepEveryMs, sweep);
    }
  }

  function sweep(): void {
    cancelSweep = undefined;
    const now = clock.now();
    for (const [id, until] of ended) {
      if (until > now) break;
      drop(id);
    }
    if (ended.size > 0) cancelSweep = clock.after(sweepEveryMs, sweep);
  }

  function drop(id: string): void {
    const entry = entries.get(id);
    if (entry?.participantId !== undefined) ids.delete(entry.participantId);
    entries.delete(id);
    ended.delete(id);
  }

  function put(state: Interaction): void {
    for (const [oldest] of entries) {
      if (entries.size < mostKept) break;
      drop(oldest);
    }
    const entry: Entry = { state, participantId: undefined };
    entries.set(state.id, entry);
    set(entry, state);
  }

  async function read(id: string): Promise<Interaction | undefined> {
    const events = await journal.read(id, 0);
    let state = fold(id, undefined, events as readonly InteractionEvent[]);
    if (!state) return undefined;
    // What was committed between the reading and this moment was told to nobody here.
    const newer = journal.recent(id, state.version) ?? [];
    state = fold(id, state, newer as readonly InteractionEvent[]) as Interaction;
    const known = entries.get(id);
    if (!known) put(state);
    return entries.get(id)?.state;
  }

  return {
    peek: (id) => entries.get(id)?.state,
    idOf: (participantId) => ids.get(participantId),
    name(id, participantId) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.participantId = participantId;
      ids.set(participantId, id);
    },
    load(id) {
      let reading = loading.get(id);
      if (!reading) {
        reading = read(id).finally(() => loading.delete(id));
        loading.set(id, reading);
      }
      return reading;
    },
    advance(state) {
      const entry = entries.get(state.id);
      if (!entry) put(state);
      else if (entry.state.version < state.version) set(entry, state);
    },
    async catchUp(id) {
      const entry = entries.get(id);
      if (!entry) return;
      const { version } = entry.state;
      const events = await journal.read(id, version);
      if (entries.get(id) === entry) follow(entry, events as readonly InteractionEvent[]);
    },
    close() {
      unwatch();
      cancelSweep?.();
    },
  };
}
