/** One fact about an interaction, as it stands in the journal. `seq` counts from 1 per interaction and is its version. */
export interface JournalEvent<Body = unknown> {
  readonly seq: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly type: string;
  readonly body: Body;
  /** Order over all interactions; grows with every committed event. Present once committed. */
  readonly position?: number;
}

export type Row = Record<string, string | number | null>;

/** A row that goes to disk in the same transaction as the events. Values are already in the column's form. */
export type Write =
  | { readonly kind: 'insert'; readonly table: string; readonly row: Row }
  /** Inserts, or replaces the given columns where `key` exists. The last upsert of a key in a batch wins. */
  | { readonly kind: 'upsert'; readonly table: string; readonly key: readonly string[]; readonly row: Row }
  | { readonly kind: 'delete'; readonly table: string; readonly key: Row };

/**
 * What a decision wants to become true, all of it or nothing. `expects` is the version the decision was made on
 * (0: the interaction is new); a change decided on an older version is refused with `journal.conflict`.
 * A change without events needs no interaction version and is simply written (a cursor, a lease).
 */
export interface Change {
  readonly interaction: string;
  readonly expects: number;
  readonly events: readonly JournalEvent[];
  readonly writes: readonly Write[];
}

/** A change that is on disk. `origin` is false when another node made it. */
export interface Committed {
  readonly interaction: string;
  readonly version: number;
  readonly events: readonly JournalEvent[];
  readonly origin: boolean;
}

/** Rows to lock, in this order, for the whole of an exclusive transaction (MySQL: `for update`; SQLite: the write lock). */
export interface Locks {
  readonly workgroups?: readonly string[];
  readonly users?: readonly string[];
  /** Rows of `iwt_counter`, by name. */
  readonly counters?: readonly string[];
}
