import { type Binding, bind } from './bindings.ts';
import type { Use } from './cuts.ts';
import { findFields, keyOf } from './fields.ts';
import { readPage } from './page.ts';
import type { PositionKind } from './position.ts';
import { Problems } from './problems.ts';
import { assemble } from './program.ts';
import { renderProgram } from './render.ts';

export { type Binding, type TrustedHtml, trusted } from './bindings.ts';
export type { PositionKind } from './position.ts';

/** One place of a field in a template. Lines and columns count from 1. */
export interface FieldUse {
  readonly name: string;
  readonly position: PositionKind;
  readonly line: number;
  readonly column: number;
}

/** A page with substitution fields `##I3_Name##`, ready to be filled in (docs/templates.md). */
export interface Template {
  readonly name: string;
  /** The different names in the order in which they first occur, as they are spelt there. */
  readonly fields: readonly string[];
  readonly uses: readonly FieldUse[];
  /**
   * The page with these values. A field without one is empty; letter case of names does not count. Throws
   * `template.invalid` for a value that is neither text nor a list of texts, and for lists that would nest repeats.
   */
  render(bindings: Readonly<Record<string, Binding | undefined>>): string;
  /** The names for which there is no field. */
  unused(bindings: Readonly<Record<string, unknown>>): readonly string[];
}

/**
 * Reads a template. Throws `template.invalid` with everything that is wrong with it: the message has a line
 * `name:line:column: sentence` for each, `details.problems` all of them as `{ line, column, message }`.
 */
export function compile(source: string, options: { readonly name: string }): Template {
  const { name } = options;
  const problems = new Problems(name, source);
  const page = readPage(source, findFields(source, problems), problems);
  const names = new Names();
  const program = assemble(source, page, (use) => names.number(use), problems);
  problems.throwIfAny();
  const uses = page.cuts.flatMap(({ put }) => (typeof put === 'string' ? [] : [describe(put, problems)]));
  const place = (at: number) => ({ name, ...problems.place(at) });
  return {
    name,
    fields: names.spelt,
    uses,
    render: (bindings) => renderProgram(program, bind(names, bindings, name), place),
    unused: (bindings) => Object.keys(bindings).filter((each) => !names.has(keyOf(each))),
  };
}

function describe({ field, position }: Use, problems: Problems): FieldUse {
  return { name: field.name, position: position.kind, ...problems.place(field.start) };
}

/** The names of a template's fields, numbered from 0 in the order in which they first occur. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly spelt: string[] = [];

  number({ field }: Use): number {
    const known = this.#numbers.get(field.key);
    if (known !== undefined) return known;
    this.#numbers.set(field.key, this.spelt.length);
    return this.spelt.push(field.name) - 1;
  }

  has(key: string): boolean {
    return this.#numbers.has(key);
  }

  get(key: string): number | undefined {
    return this.#numbers.get(key);
  }
}
