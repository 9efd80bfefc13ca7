import type { Field } from './fields.ts';
import type { Position } from './position.ts';

/** A field at a place where it can have values. */
export interface Use {
  readonly field: Field;
  readonly position: Position;
}

/** A stretch of the source that the page has something else for: the value of a field, or a text. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly put: Use | string;
}

/** Collects what the page has instead of its source. */
export class Cuts {
  readonly #cuts: Cut[] = [];

  use(field: Field, position: Position): void {
    this.#cuts.push({ start: field.start, end: field.end, put: { field, position } });
  }

  replace(start: number, end: number, put: string): void {
    this.#cuts.push({ start, end, put });
  }

  /** In the order of the source; what is put in at one offset in the order in which it was told. */
  inOrder(): readonly Cut[] {
    return this.#cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  }
}
