import type { Problems } from './problems.ts';

/** A substitution field `##I3_Name##` of a template, from the first `#` to behind the last. */
export interface Field {
  readonly start: number;
  readonly end: number;
  /** As the template spells it. */
  readonly name: string;
  /** What names are compared by: letter case does not count. */
  readonly key: string;
}

export const keyOf = (name: string): string => name.trim().toLowerCase();

const opening = /##I3/gi;
const separator = /^[_.:\- ]/;
const allowed = /^[A-Za-z0-9_.\- ]+$/;

/** The fields of a template in their order. */
export function findFields(source: string, problems: Problems): readonly Field[] {
  const fields: Field[] = [];
  opening.lastIndex = 0;
  for (let found = opening.exec(source); found; found = opening.exec(source)) {
    const [start, from] = [found.index, opening.lastIndex];
    const close = closing(source, from);
    if (close === undefined) {
      problems.add(start, 'The field is not closed: "##" is missing on this line.');
      continue;
    }
    const name = source.slice(from, close).replace(separator, '').trim();
    if (allowed.test(name) && name.length <= 64) {
      fields.push({ start, end: close + 2, name, key: keyOf(name) });
      opening.lastIndex = close + 2;
    } else {
      problems.add(start, reason(name));
      // What closes the wrong one may open the next.
      opening.lastIndex = close;
    }
  }
  return fields;
}

/** Where the `##` stands that closes a field, if it is on the same line. */
function closing(source: string, from: number): number | undefined {
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '\n' || character === '\r') return undefined;
    if (character === '#' && source[at + 1] === '#') return at;
  }
  return undefined;
}

function reason(name: string): string {
  if (name === '') return 'The field has no name.';
  if (name.length > 64) return 'The name of a field has at most 64 characters.';
  return `"${name.slice(0, 40)}" cannot be the name of a field: letters, digits, "_", ".", "-" and spaces can, and "##" closes it.`;
}

/** Finds fields by where they stand, for a reader that goes through the source from its start to its end. */
export class FieldCursor {
  readonly #fields: readonly Field[];
  readonly #byStart: ReadonlyMap<number, Field>;
  #next = 0;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
    this.#byStart = new Map(fields.map((field) => [field.start, field]));
  }

  /** The field that starts at an offset, if one does. */
  at(offset: number): Field | undefined {
    return this.#byStart.get(offset);
  }

  /** The fields from one offset up to another. Asked for in order: what lies before an earlier answer is not found. */
  between(from: number, to: number): readonly Field[] {
    while (this.#startOfNext() < from) this.#next++;
    const first = this.#next;
    while (this.#startOfNext() < to) this.#next++;
    return this.#fields.slice(first, this.#next);
  }

  #startOfNext(): number {
    return this.#fields[this.#next]?.start ?? Number.POSITIVE_INFINITY;
  }
}
