/**
 * The journal beside the database driver, in one process without HTTP: chat messages made durable by `commit`, with so
 * many waiting at a time, and the same rows in hand-made transactions of as many rows with a prepared statement.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Libsql from 'libsql';
import { createLocalBus } from '../../lib/cluster/bus-local.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { latest } from '../../lib/database/migrate.ts';
import { createInteractions } from '../../lib/interactions/interactions.ts';
import { createJournal } from '../../lib/journal/journal.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { guid, systemIds } from '../../lib/runtime/ids.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { fixed, median, table } from './report.ts';

const rows = Number(process.env.IWT_BENCH_ROWS ?? 20_000);
const rounds = 3;
const text = 'Hello, I ordered two lamps last week and only one of them has arrived. Can you help me?';

interface Figure {
  /** CPU microseconds of the process for one row. */
  readonly cpu: number;
  readonly perSecond: number;
}

async function measured(run: () => Promise<void> | void): Promise<Figure> {
  const started = process.hrtime.bigint();
  const before = process.cpuUsage();
  await run();
  const used = process.cpuUsage(before);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { cpu: (used.user + used.system) / rows, perSecond: rows / seconds };
}

/** What a program without a journal would do: it has all rows at hand, and writes so many at once. */
async function driver(folder: string, size: number): Promise<Figure> {
  const file = path.join(folder, 'driver.sqlite');
  const database = openDatabase(`sqlite:${file}`, { log });
  await latest(database);
  await database.close();
  const raw = new Libsql(file);
  raw.exec('pragma journal_mode = wal');
  raw.exec('pragma synchronous = full');
  const insert = raw.prepare(
    'insert into iwt_interaction_event (interaction_id, seq, at, type, body) values (?, ?, ?, ?, ?)',
  );
  const figure = await measured(() => {
    for (let done = 0; done < rows; done += size) {
      raw.exec('begin');
      for (let row = 0; row < size; row++) {
        const body = JSON.stringify({ party: 0, text, clientMessageId: `m${done + row}` });
        insert.run([String(1_000_000_001 + row), done / size + 1, Date.now(), 'text', body]);
      }
      raw.exec('commit');
    }
  });
  raw.close();
  rmSync(file);
  return figure;
}

async function parts(folder: string) {
  const runtime = { clock: systemClock, ids: systemIds, log };
  const database = openDatabase(`sqlite:${path.join(folder, 'journal.sqlite')}`, { log });
  await latest(database);
  const journal = createJournal({ database, bus: createLocalBus(log), runtime });
  await journal.start();
  const interactions = createInteractions({ journal, database, runtime });
  return {
    journal,
    interactions,
    async close() {
      await journal.close();
      interactions.close();
      await database.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(path.join(folder, `journal.sqlite${suffix}`), { force: true });
    },
  };
}

/** `size` writers, each of which commits its next event when the last one is on disk. */
async function commits(folder: string, size: number): Promise<Figure> {
  const { journal, close } = await parts(folder);
  const write = async (writer: number) => {
    const interaction = String(1_000_000_001 + writer);
    for (let seq = 1; seq <= rows / size; seq++) {
      const body = { party: 0, text, clientMessageId: `m${writer}-${seq}` };
      const event = { seq, at: Date.now(), type: 'text', body };
      await journal.commit({ interaction, expects: seq - 1, events: [event], writes: [] });
    }
  };
  const figure = await measured(async () => {
    await Promise.all(Array.from({ length: size }, (_, writer) => write(writer)));
  });
  await close();
  return figure;
}

/** The same through the interactions' door: state, decision, one at a time for each interaction. */
async function changes(folder: string, size: number): Promise<Figure> {
  const { interactions, close } = await parts(folder);
  const queue = { type: 'Workgroup', id: 'w'.repeat(22), name: 'Support' } as const;
  const ids = await Promise.all(
    Array.from({ length: size }, async () => {
      const start = { kind: 'chat', queue, name: 'Ann', chatId: guid(systemIds) } as const;
      const { interaction } = await interactions.create(start, () => ({ events: [], result: undefined }));
      return interaction.id;
    }),
  );
  const write = async (id: string) => {
    for (let count = 0; count < rows / size; count++) {
      const body = { party: 0, text, clientMessageId: `m${id}-${count}` };
      await interactions.change(id, () => ({ events: [{ type: 'text', body }], result: undefined }));
    }
  };
  const figure = await measured(async () => {
    await Promise.all(ids.map(write));
  });
  await close();
  return figure;
}

const log: Log = { debug() {}, info() {}, warn() {}, error: (fields, message) => console.error(message, fields) };

const folder = mkdtempSync(path.join(tmpdir(), 'iwt-bench-'));
try {
  const lines: string[][] = [];
  for (const size of [20, 100, 400]) {
    const runs: Record<'driver' | 'commits' | 'changes', Figure[]> = { driver: [], commits: [], changes: [] };
    for (let round = 0; round < rounds; round++) {
      runs.driver.push(await driver(folder, size));
      runs.commits.push(await commits(folder, size));
      runs.changes.push(await changes(folder, size));
    }
    const rate = (figures: readonly Figure[]) => median(figures.map((one) => one.perSecond));
    for (const [name, figures] of Object.entries(runs)) {
      lines.push([
        `${name}, ${size} at once`,
        fixed(median(figures.map((one) => one.cpu))),
        fixed(rate(figures), 0),
        `${fixed((100 * rate(figures)) / rate(runs.driver), 0)} %`,
      ]);
    }
  }
  table('Journal (SQLite, full durability)', ['', 'CPU µs/row', 'rows/s', 'of the driver'], lines);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
