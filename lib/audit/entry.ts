export interface AuditEntry {
  /** Who did it: a user's key, `iwt params set`, `setup link` and so on; at most 100 characters. */
  readonly actor: string;
  /** What was done, as `thing.verb`; at most 60 characters. */
  readonly action: string;
  /** To what; at most 200 characters. */
  readonly target?: string;
  /** Holds no secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditRow extends AuditEntry {
  readonly id: number;
  /** UTC milliseconds. */
  readonly at: number;
}
