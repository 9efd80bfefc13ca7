/** What the administrator API says (docs/administration.md). Times are ISO 8601 strings. */
export interface Parameter {
  readonly name: string;
  readonly group: string;
  readonly value: string | number;
  readonly default: string | number;
  readonly kind: 'text' | 'integer' | 'choice';
  readonly allowed: Allowed;
  readonly usedBy: string;
  readonly since: string | null;
  /** A change acts with the next start only. */
  readonly restart: boolean;
  readonly help: string;
  /** Null: it has its default, because nobody has set it. */
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

/** `least`, `most` and `unit` of an integer, `values` of a choice, the others of a text. */
export interface Allowed {
  readonly least?: number;
  readonly most?: number;
  readonly unit?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly longest?: number;
  readonly empty?: boolean;
  /** Only the server can tell whether it is right. */
  readonly checked?: boolean;
}
