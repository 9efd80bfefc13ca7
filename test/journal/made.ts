import { createLocalBus, type LocalHub } from '../../lib/cluster/bus-local.ts';
import type { Database } from '../../lib/database/connect.ts';
import type { Change, JournalEvent, Write } from '../../lib/journal/change.ts';
import { createJournal, type Journal, type JournalLimits } from '../../lib/journal/journal.ts';
import type { JournalStore } from '../../lib/journal/store.ts';
import type { Clock } from '../../lib/runtime/clock.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Log } from '../../lib/runtime/log.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';

export interface Made {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly hub?: LocalHub;
  readonly store?: JournalStore;
  readonly limits?: Partial<JournalLimits>;
}

export function runtimeOf({ clock = testClock(), log = silentLog }: Made = {}): Runtime {
  return { clock, log, ids: systemIds };
}

/** A journal on the database, started. */
export async function journalOn(database: Database, made: Made = {}): Promise<Journal> {
  const runtime = runtimeOf(made);
  const bus = createLocalBus(runtime.log, made.hub);
  const journal = createJournal({ database, bus, runtime, store: made.store, limits: made.limits });
  await journal.start();
  return journal;
}

export const interactionId = (number: number): string => String(1_000_000_000 + number);

export function text(seq: number, value = `text ${seq}`): JournalEvent {
  return { seq, at: 1_767_600_000_000 + seq, type: 'text', body: { party: 0, text: value } };
}

/** A change that adds one text after version `expects`. */
export function saying(interaction: string, expects: number, value?: string, writes: readonly Write[] = []): Change {
  return { interaction, expects, events: [text(expects + 1, value)], writes };
}

export function cursor(name: string, delivered: number): Write {
  const row = { participant_digest: name, delivered };
  return { kind: 'upsert', table: 'iwt_cursor', key: ['participant_digest'], row };
}

/** Every event in the database, as `seq` and text by interaction. */
export async function stored(database: Pick<Database, 'knex'>): Promise<Map<string, string[]>> {
  const rows: { interaction_id: string; seq: number; body: string }[] = await database
    .knex('iwt_interaction_event')
    .orderBy(['interaction_id', 'seq']);
  const texts = new Map<string, string[]>();
  for (const row of rows) {
    const own = texts.get(row.interaction_id) ?? [];
    texts.set(row.interaction_id, [...own, `${row.seq} ${JSON.parse(row.body).text}`]);
  }
  return texts;
}

/** Lets everything that is ready run. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
