import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { localOffset, type OffsetAt, segmentLog } from './formats.ts';
import type { InteractionSummary } from './record.ts';
import { createRecorder } from './recorder.ts';
import { type Names, type Segment, segmentsOf } from './segments.ts';
import { createTrackerStore } from './store.ts';

export type { Disposition, InteractionSummary } from './record.ts';
export type { Segment, SegmentEnd, SegmentType, SnoozeDetails } from './segments.ts';

/** What was with an interaction, for reports (docs/tracker.md). Unknown numbers are refused with `interaction.unknown`. */
export interface Tracker {
  /** Null until it is written, a minute after the end. */
  summary(interaction: string): Promise<InteractionSummary | null>;
  /** From what is written, or from the events; while the interaction runs, the last one has no end code. */
  segments(interaction: string): Promise<readonly Segment[]>;
  /** The same as one text, a segment after the other (docs/tracker.md). */
  segmentLog(interaction: string): Promise<string>;
}

export interface TrackerParts {
  readonly database: Database;
  readonly journal: Pick<Journal, 'commit'>;
  readonly timers: Pick<Timers, 'on'>;
  readonly runtime: Runtime;
  /** Instead of the process' time zone; for tests. */
  readonly offsetAt?: OffsetAt;
}

/** Codes and notes of the first minute are part of the record (handlers-and-site section 5.4). */
const writtenAfterMs = 60_000;
const kind = 'tracker';

/** The writes that have a change of an ended interaction recorded; `now` is the time of that change. */
export function recordLater(timers: Pick<Timers, 'write'>, { id, endedAt }: Interaction, now: number): Write[] {
  if (endedAt === null) return [];
  const first = endedAt + writtenAfterMs;
  // Later than any run that may be under way with what it has read before.
  const dueAt = now < first ? first : now + 1_000;
  return [timers.write({ id: `${kind}:${id}`, kind, dueAt, payload: { interaction: id } })];
}

/** The names that the agents had in the conversation stay, whatever they are called later. */
const names: Names = { nameOf: () => undefined };

export function createTracker({ database, journal, timers, runtime, offsetAt = localOffset }: TrackerParts): Tracker {
  const store = createTrackerStore(database);
  const record = createRecorder(store, journal, names, offsetAt);

  timers.on(kind, async ({ payload }) => {
    const { interaction } = payload as { interaction: string };
    await record(interaction);
  });

  async function eventsOf(interaction: string): Promise<InteractionEvent[]> {
    return (await store.events([interaction])).get(interaction) ?? [];
  }

  async function segments(interaction: string): Promise<readonly Segment[]> {
    mustLookLikeOne(interaction);
    const written = await store.segments(interaction);
    if (written.length > 0) return written;
    const live = segmentsOf(await eventsOf(interaction), names, runtime.clock.now());
    if (live.length === 0) throw unknown(interaction);
    return live;
  }

  return {
    async summary(interaction) {
      mustLookLikeOne(interaction);
      const summary = await store.summary(interaction);
      if (!summary && (await eventsOf(interaction)).length === 0) throw unknown(interaction);
      return summary;
    },
    segments,
    segmentLog: async (interaction) => segmentLog(await segments(interaction), offsetAt),
  };
}

function mustLookLikeOne(interaction: string): void {
  if (!/^\d{10}$/.test(interaction)) throw unknown(interaction);
}

function unknown(interaction: string): IwtError {
  return new IwtError('interaction.unknown', `There is no interaction ${interaction.slice(0, 20)}.`);
}
