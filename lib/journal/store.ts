import type { Knex } from 'knex';
import type { Database, Dialect } from '../database/connect.ts';
import type { Change, JournalEvent, Locks, Write } from './change.ts';
import { bodiesOf, moveTexts } from './store-history.ts';
import { insertText, rowsPerStatement, type Statement, statementsFor } from './store-statements.ts';

/** A change with the bodies of its events as they go to disk. */
export interface Prepared {
  readonly change: Change;
  readonly bodies: readonly string[];
}

export interface StoredEvent {
  readonly interaction: string;
  readonly event: JournalEvent;
}

/**
 * Why a transaction failed. `duplicate`: a unique key exists already, perhaps an event's (interaction, seq).
 * `again`: it lost a deadlock or waited too long for a lock, and may well succeed now. `down`: the database cannot write
 * at all for now, whatever the change. `data`: everything else, most likely this very change.
 */
export type Failure = 'duplicate' | 'again' | 'down' | 'data';

/** The connection broke during COMMIT: the transaction may be on disk or not. */
export class UncertainCommit extends Error {
  constructor(cause: unknown) {
    super('The connection to the database broke during a commit.', { cause });
    this.name = 'UncertainCommit';
  }
}

export interface JournalStore {
  /** Writes all changes in one transaction; resolves with the position of every event, in order. */
  write(batch: readonly Prepared[]): Promise<readonly number[]>;
  /** The same for changes decided inside the transaction, after the rows of `locks` were locked. */
  exclusive(locks: Locks, decide: (trx: Knex.Transaction) => Promise<readonly Prepared[]>): Promise<readonly number[]>;
  failure(error: unknown): Failure;
  /** The newest `seq` of each interaction that has any. */
  versions(interactions: readonly string[]): Promise<Map<string, number>>;
  read(interaction: string, after: number, trx?: Knex.Transaction): Promise<JournalEvent[]>;
  readFrom(position: number, limit: number): Promise<StoredEvent[]>;
  /** The events at these positions, as far as there are any. */
  readAt(positions: readonly number[]): Promise<StoredEvent[]>;
  /** Which events stand above `position`, oldest first, without their bodies. */
  positionsFrom(position: number, limit: number): Promise<number[]>;
  /** The highest position; 0 when there is no event. */
  lastPosition(): Promise<number>;
  /** See `Journal.compress`. */
  compress(interaction: string, startSize: number): Promise<void>;
}

interface EventRow {
  readonly position: number;
  readonly interaction_id: string;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly body: string;
}

type Run = (statement: Statement) => Promise<unknown>;

const table = 'iwt_interaction_event';
/** Characters of event bodies in one statement; MySQL takes 16 MB, of four bytes a character at worst. */
const longestStatement = 1024 * 1024;
const eventColumns = ['interaction_id', 'seq', 'at', 'type', 'body'];
const readColumns = ['position', ...eventColumns];

export function createJournalStore({ knex, dialect }: Database): JournalStore {
  let step: Promise<number> | undefined;

  /** Distance of the ids of one insert. A cluster of writing MySQL servers sets it above 1. */
  async function idStep(): Promise<number> {
    if (dialect === 'sqlite') return 1;
    step ??= (async () => {
      const [rows] = await knex.raw('select @@auto_increment_increment as step');
      return Number(rows[0].step);
    })();
    return step.catch((error) => {
      step = undefined;
      throw error;
    });
  }

  async function writeAll(batch: readonly Prepared[], run: Run, distance: number): Promise<readonly number[]> {
    for (const statement of statementsFor(writesOf(batch), dialect)) await run(statement);
    // Events come last: the shorter an event is written but not committed, the fewer gaps do other nodes see in the order.
    return insertEvents(batch, run, dialect, distance);
  }

  return {
    async write(batch) {
      const distance = await idStep();
      return inTransaction(knex, dialect, (run) => writeAll(batch, run, distance));
    },
    async exclusive(locks, decide) {
      const distance = await idStep();
      return knex.transaction(async (trx) => {
        if (dialect === 'mysql') {
          await lock(trx, 'iwt_counter', locks.counters, 'name');
          await lock(trx, 'iwt_workgroup', locks.workgroups);
          await lock(trx, 'iwt_user', locks.users);
        }
        const batch = await decide(trx);
        return writeAll(batch, ({ sql, bindings }) => trx.raw(sql, bindings), distance);
      });
    },
    failure: dialect === 'sqlite' ? sqliteFailure : mysqlFailure,
    async versions(interactions) {
      const versions = new Map<string, number>();
      for (let from = 0; from < interactions.length; from += rowsPerStatement) {
        const rows: { interaction_id: string; version: number }[] = await knex(table)
          .select('interaction_id')
          .max('seq as version')
          .whereIn('interaction_id', interactions.slice(from, from + rowsPerStatement))
          .groupBy('interaction_id');
        for (const row of rows) versions.set(row.interaction_id, Number(row.version));
      }
      return versions;
    },
    async read(interaction, after, trx) {
      const rows: EventRow[] = await (trx ?? knex)(table)
        .select(readColumns)
        .where('interaction_id', interaction)
        .where('seq', '>', after)
        .orderBy('seq');
      return toEvents(rows, trx ?? knex);
    },
    async readFrom(position, limit) {
      const rows: EventRow[] = await knex(table).where('position', '>', position).orderBy('position').limit(limit);
      return toStored(rows, knex);
    },
    async readAt(positions) {
      const events: StoredEvent[] = [];
      for (let from = 0; from < positions.length; from += rowsPerStatement) {
        const some = positions.slice(from, from + rowsPerStatement);
        const rows: EventRow[] = await knex(table).whereIn('position', some).orderBy('position');
        events.push(...(await toStored(rows, knex)));
      }
      return events;
    },
    async positionsFrom(position, limit) {
      const rows: number[] = await knex(table)
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .pluck('position');
      return rows.map(Number);
    },
    async lastPosition() {
      const [position]: (number | null)[] = await knex(table).max('position as position').pluck('position');
      return Number(position ?? 0);
    },
    compress: (interaction, startSize) => moveTexts(knex, interaction, startSize),
  };
}

async function lock(trx: Knex.Transaction, table: string, keys: readonly string[] | undefined, key = 'id') {
  // One order for everybody, or two of them wait for each other.
  if (keys && keys.length > 0) await trx(table).select(key).whereIn(key, keys).orderBy(key).forUpdate();
}

function* writesOf(batch: readonly Prepared[]): Iterable<Write> {
  for (const { change } of batch) yield* change.writes;
}

async function insertEvents(
  batch: readonly Prepared[],
  run: Run,
  dialect: Dialect,
  distance: number,
): Promise<readonly number[]> {
  const positions: number[] = [];
  let bindings: (string | number)[] = [];
  let length = 0;
  const flush = async () => {
    const rows = bindings.length / eventColumns.length;
    const answer = await run({ sql: insertText(table, eventColumns, rows), bindings });
    const first = firstId(answer, rows, dialect);
    for (let row = 0; row < rows; row++) positions.push(first + row * distance);
    bindings = [];
    length = 0;
  };
  for (const { change, bodies } of batch) {
    for (let index = 0; index < bodies.length; index++) {
      const event = change.events[index] as JournalEvent;
      const body = bodies[index] as string;
      bindings.push(change.interaction, event.seq, event.at, event.type, body);
      length += body.length;
      if (bindings.length === rowsPerStatement * eventColumns.length || length > longestStatement) await flush();
    }
  }
  if (bindings.length > 0) await flush();
  return positions;
}

/** SQLite names the last row of an insert, MySQL the first. Within one insert both count without a gap. */
function firstId(answer: unknown, rows: number, dialect: Dialect): number {
  if (dialect === 'sqlite') return Number((answer as { lastInsertRowid: number }).lastInsertRowid) - rows + 1;
  return Number((answer as [{ insertId: number }])[0].insertId);
}

/**
 * A transaction without the builder, on a connection of the pool: this is the hot path of the product, and it costs half
 * of what `knex.transaction` does. It also keeps apart whether a commit failed or nobody knows.
 */
async function inTransaction<T>(knex: Knex, dialect: Dialect, work: (run: Run) => Promise<T>): Promise<T> {
  const client = knex.client as Knex.Client;
  const connection = await begin(client, dialect);
  const run: Run = async ({ sql, bindings }) => (await client.query(connection, { sql, bindings })).response;
  let committing = false;
  try {
    const result = await work(run);
    committing = true;
    await run({ sql: 'commit', bindings: [] });
    return result;
  } catch (error) {
    // Fails where the database has already rolled back or the connection is gone; the pool then drops it.
    await run({ sql: 'rollback', bindings: [] }).catch(() => undefined);
    if (committing && dialect === 'mysql' && mysqlFailure(error) === 'down') throw new UncertainCommit(error);
    throw error;
  } finally {
    await client.releaseConnection(connection);
  }
}

/** A connection with an open transaction. A MySQL server drops idle connections, which shows only when one is used. */
async function begin(client: Knex.Client, dialect: Dialect): Promise<unknown> {
  for (let again = dialect === 'mysql'; ; again = false) {
    const connection = await client.acquireConnection();
    try {
      await client.query(connection, { sql: dialect === 'sqlite' ? 'begin immediate' : 'begin', bindings: [] });
      return connection;
    } catch (error) {
      await client.releaseConnection(connection);
      if (!again || mysqlFailure(error) !== 'down') throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function sqliteFailure(error: unknown): Failure {
  const code = codeOf(error);
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return 'duplicate';
  if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|NOMEM|PROTOCOL)/.test(code)) return 'down';
  return isPoolFailure(error) ? 'down' : 'data';
}

function mysqlFailure(error: unknown): Failure {
  if (error instanceof UncertainCommit) return 'down';
  const code = codeOf(error);
  if (code === 'ER_DUP_ENTRY') return 'duplicate';
  if (code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT') return 'again';
  const broken = (error as { fatal?: unknown } | null)?.fatal === true;
  if (broken || isPoolFailure(error)) return 'down';
  if (/^(PROTOCOL_|ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)) return 'down';
  return mysqlDown.has(code) ? 'down' : 'data';
}

const mysqlDown = new Set([
  'ER_SERVER_SHUTDOWN',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
]);

/** No connection within the pool's time, or the pool is closed. */
function isPoolFailure(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: string; message?: string };
  return name === 'KnexTimeoutError' || message === 'Unable to acquire a connection' || message === 'aborted';
}

async function toEvents(rows: readonly EventRow[], on: Knex): Promise<JournalEvent[]> {
  const bodies = await bodiesOf(rows, on);
  return rows.map(({ seq, at, type, position }, index) => ({
    seq: Number(seq),
    at: Number(at),
    type,
    body: bodies[index],
    position: Number(position),
  }));
}

async function toStored(rows: readonly EventRow[], on: Knex): Promise<StoredEvent[]> {
  const events = await toEvents(rows, on);
  return rows.map((row, index) => ({ interaction: row.interaction_id, event: events[index] as JournalEvent }));
}
