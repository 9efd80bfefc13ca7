import type { Dialect } from '../database/connect.ts';
import type { Row, Write } from './change.ts';

export interface Statement {
  readonly sql: string;
  readonly bindings: readonly (string | number | null)[];
}

/** Rows in one statement. Both databases gain little above, and SQLite's limit of variables stays far away. */
export const rowsPerStatement = 128;

type Insert = Extract<Write, { kind: 'insert' }>;
type Upsert = Extract<Write, { kind: 'upsert' }>;
type Delete = Extract<Write, { kind: 'delete' }>;

/** The writes of one table in a batch. A key's last upsert or delete is what remains of it. */
interface TableWrites {
  readonly inserts: Insert[];
  readonly upserts: Map<string, Upsert>;
  readonly deletes: Map<string, Delete>;
  readonly all: Write[];
  /** Columns of the key of its upserts and deletes. */
  key: string | undefined;
  /** Inserts beside others, or keys of other columns: nothing tells which rows they share, so they stay in order. */
  ordered: boolean;
}

/**
 * The statements that make the writes true, as few as possible: rows of one table and one shape go together.
 * The result is the same as writing one after the other.
 */
export function statementsFor(writes: Iterable<Write>, dialect: Dialect): Statement[] {
  const tables = new Map<string, TableWrites>();
  for (const write of writes) {
    const known = tables.get(write.table);
    const table: TableWrites = known ?? {
      inserts: [],
      upserts: new Map(),
      deletes: new Map(),
      all: [],
      key: undefined,
      ordered: false,
    };
    if (!known) tables.set(write.table, table);
    gather(table, write);
  }
  const statements: Statement[] = [];
  for (const [name, table] of tables) {
    if (table.ordered) {
      for (const write of table.all) statements.push(...single(write, dialect));
    } else {
      addInserts(statements, name, table.inserts);
      addDeletes(statements, name, [...table.deletes.values()]);
      addUpserts(statements, name, [...table.upserts.values()], dialect);
    }
  }
  return statements;
}

function gather(table: TableWrites, write: Write): void {
  table.all.push(write);
  if (write.kind === 'insert') {
    table.inserts.push(write);
    table.ordered ||= table.key !== undefined;
    return;
  }
  const columns = (write.kind === 'delete' ? Object.keys(write.key) : [...write.key]).sort().join();
  table.ordered ||= table.inserts.length > 0 || (table.key ?? columns) !== columns;
  table.key = columns;
  if (write.kind === 'delete') {
    const key = keyOf(Object.keys(write.key), write.key);
    table.upserts.delete(key);
    table.deletes.set(key, write);
    return;
  }
  const key = keyOf(write.key, write.row);
  const earlier = table.upserts.get(key);
  // A delete before it stays: what the upsert does not name falls back to the column's default.
  table.upserts.set(key, earlier ? { ...write, row: { ...earlier.row, ...write.row } } : write);
}

function keyOf(columns: readonly string[], row: Row): string {
  if (columns.length === 1) return String(row[columns[0] as string]);
  return JSON.stringify([...columns].sort().map((column) => row[column]));
}

function single(write: Write, dialect: Dialect): Statement[] {
  const statements: Statement[] = [];
  if (write.kind === 'insert') addInserts(statements, write.table, [write]);
  else if (write.kind === 'delete') addDeletes(statements, write.table, [write]);
  else addUpserts(statements, write.table, [write], dialect);
  return statements;
}

function addInserts(statements: Statement[], table: string, inserts: readonly Insert[]): void {
  for (const rows of sameShape(inserts.map((insert) => insert.row))) {
    const columns = Object.keys(rows[0] as Row);
    for (const part of parts(rows)) {
      statements.push({ sql: insertText(table, columns, part.length), bindings: values(part, columns) });
    }
  }
}

function addUpserts(statements: Statement[], table: string, upserts: readonly Upsert[], dialect: Dialect): void {
  if (upserts.length === 0) return;
  const key = (upserts[0] as Upsert).key;
  for (const rows of sameShape(upserts.map((upsert) => upsert.row))) {
    const columns = Object.keys(rows[0] as Row);
    const tail = onConflict(key, columns, dialect);
    for (const part of parts(rows)) {
      statements.push({ sql: insertText(table, columns, part.length) + tail, bindings: values(part, columns) });
    }
  }
}

function onConflict(key: readonly string[], columns: readonly string[], dialect: Dialect): string {
  const rest = columns.filter((column) => !key.includes(column));
  if (dialect === 'sqlite') {
    const target = ` on conflict (${key.map(quoted).join(', ')}) do `;
    if (rest.length === 0) return `${target}nothing`;
    return `${target}update set ${rest.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`;
  }
  const set = rest.length === 0 ? key.slice(0, 1) : rest;
  return ` on duplicate key update ${set.map((column) => `${quoted(column)} = values(${quoted(column)})`).join(', ')}`;
}

function addDeletes(statements: Statement[], table: string, deletes: readonly Delete[]): void {
  for (const keys of sameShape(deletes.map((one) => one.key))) {
    const columns = Object.keys(keys[0] as Row);
    for (const part of parts(keys)) {
      const where =
        columns.length === 1
          ? `${quoted(columns[0] as string)} in (${part.map(() => '?').join(', ')})`
          : part.map(() => `(${columns.map((column) => `${quoted(column)} = ?`).join(' and ')})`).join(' or ');
      statements.push({ sql: `delete from ${quoted(table)} where ${where}`, bindings: values(part, columns) });
    }
  }
}

/** Rows with the same columns in the same order, together. */
function sameShape(rows: readonly Row[]): Iterable<readonly Row[]> {
  const shapes = new Map<string, Row[]>();
  for (const row of rows) {
    const shape = Object.keys(row).join();
    const known = shapes.get(shape);
    if (known) known.push(row);
    else shapes.set(shape, [row]);
  }
  return shapes.values();
}

function* parts(rows: readonly Row[]): Iterable<readonly Row[]> {
  for (let from = 0; from < rows.length; from += rowsPerStatement) yield rows.slice(from, from + rowsPerStatement);
}

function values(rows: readonly Row[], columns: readonly string[]): (string | number | null)[] {
  const bindings: (string | number | null)[] = [];
  for (const row of rows) for (const column of columns) bindings.push(row[column] ?? null);
  return bindings;
}

/** Texts with more variables than a full statement of events are long and rare; they are built again. */
const mostKeptVariables = 5 * rowsPerStatement;
const texts = new Map<string, string>();

/** `insert into … values (…), (…)`. Tables and columns come from the code, so the texts are few and worth keeping. */
export function insertText(table: string, columns: readonly string[], rows: number): string {
  const shape = `${table}(${columns.join()})${rows}`;
  let text = texts.get(shape);
  if (!text) {
    const one = `(${columns.map(() => '?').join(', ')})`;
    const head = `insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) values `;
    text = head + Array<string>(rows).fill(one).join(', ');
    if (rows * columns.length <= mostKeptVariables) texts.set(shape, text);
  }
  return text;
}

function quoted(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a name of a table or column.`);
  return `\`${name}\``;
}
