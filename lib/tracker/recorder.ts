import type { InteractionEvent } from '../interactions/events.ts';
import type { Journal } from '../journal/journal.ts';
import type { OffsetAt } from './formats.ts';
import { recordOf } from './record.ts';
import { writesOf } from './rows.ts';
import type { Names } from './segments.ts';
import type { TrackerStore } from './store.ts';

/** Interactions recorded in one turn: thousands may have ended at once, and chats must not wait for their records. */
const together = 8;

interface Waiting {
  readonly interaction: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes the record of an interaction that has ended; resolves once it is on disk. Again, it writes the same rows. */
export type Recorder = (interaction: string) => Promise<void>;

export function createRecorder(
  store: Pick<TrackerStore, 'events'>,
  journal: Pick<Journal, 'commit'>,
  names: Names,
  offsetAt: OffsetAt,
): Recorder {
  const waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) await recordAll(waiting.splice(0, together));
    running = false;
  }

  /** Never throws. */
  async function recordAll(group: readonly Waiting[]): Promise<void> {
    try {
      const events = await store.events(group.map(({ interaction }) => interaction));
      await Promise.all(group.map((one) => record(one, events.get(one.interaction) ?? [])));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Never throws: what is wrong with one is not the others' trouble. */
  async function record({ interaction, resolve, reject }: Waiting, events: readonly InteractionEvent[]): Promise<void> {
    try {
      const recorded = recordOf(interaction, events, names, offsetAt);
      if (recorded) await journal.commit({ interaction: '', expects: 0, events: [], writes: writesOf(recorded) });
      resolve();
    } catch (error) {
      reject(error);
    }
  }

  return (interaction) =>
    new Promise((resolve, reject) => {
      waiting.push({ interaction, resolve, reject });
      if (!running) void run();
    });
}
