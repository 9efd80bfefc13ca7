/** An element, or a `<dt>` with its `<dd>`s, that is repeated when a field in it has a list. */
export interface Region {
  readonly name: string;
  readonly start: number;
  end: number;
  /** Marked with `data-i3-repeat`. */
  readonly marked: boolean;
  /** Why several of them would not stand side by side. */
  flaw?: { readonly at: number; readonly message: string };
}

const repeatable: ReadonlySet<string> = new Set(['tr', 'li', 'option']);
/** The region that a start tag opens, if it opens one. Its end is not known yet. */
export function regionOf(name: string, start: number, marked: boolean): Region | undefined {
  if (!marked && !repeatable.has(name)) return undefined;
  return { name, start, end: start, marked };
}

/** The `<dt>`s and `<dd>`s that belong together: those of one parent, up to a `<dt>` that follows a `<dd>`. */
export class TermGroup {
  #region: Region | undefined;
  #described = false;

  /** A `<dt>` or `<dd>` starts here; answers with the region if it is a new one. */
  open(name: string, start: number): Region | undefined {
    const fresh = !this.#region || (name === 'dt' && this.#described);
    if (fresh) this.#region = { name: 'dt', start, end: start, marked: false };
    this.#described = name === 'dd';
    return fresh ? this.#region : undefined;
  }

  get region(): Region | undefined {
    return this.#region;
  }
}
