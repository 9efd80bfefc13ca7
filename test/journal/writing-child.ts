/** Writes without pause until it is killed. For every text that was answered it prints a line, before it goes on. */
import { writeSync } from 'node:fs';
import { createLocalBus } from '../../lib/cluster/bus-local.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { createJournal } from '../../lib/journal/journal.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { systemIds } from '../../lib/runtime/ids.ts';

const [url = '', writers = ''] = process.argv.slice(2);
const log = { debug() {}, info() {}, warn: console.error, error: console.error };
const database = openDatabase(url, { log });
const journal = createJournal({
  database,
  bus: createLocalBus(log),
  runtime: { clock: systemClock, ids: systemIds, log },
});

async function write(interaction: string): Promise<void> {
  for (let seq = 1; ; seq++) {
    const value = `${interaction} text ${seq}`;
    const event = { seq, at: Date.now(), type: 'text', body: { party: 0, text: value } };
    const row = { participant_digest: interaction, delivered: seq };
    const cursor = { kind: 'upsert', table: 'iwt_cursor', key: ['participant_digest'], row } as const;
    await journal.commit({ interaction, expects: seq - 1, events: [event], writes: [cursor] });
    writeSync(1, `${interaction} ${seq}\n`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, number) => write(String(1_000_000_001 + number))));
