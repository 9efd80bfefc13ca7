import { IwtError } from '../errors.ts';

/** Something in a template that must be put right. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** More than these are not written into the message of the error; its details have all of them. */
const shown = 10;

/** Collects what is wrong with a template, so that its author sees all of it at once. */
export class Problems {
  readonly #name: string;
  readonly #source: string;
  readonly #found = new Map<string, { readonly at: number; readonly message: string }>();
  #starts: readonly number[] | undefined;

  constructor(name: string, source: string) {
    this.#name = name;
    this.#source = source;
  }

  /** `message` is one sentence about the place `at`, an offset into the source. */
  add(at: number, message: string): void {
    this.#found.set(`${at} ${message}`, { at, message });
  }

  /** Line and column of an offset. */
  place(at: number): { readonly line: number; readonly column: number } {
    this.#starts ??= lineStarts(this.#source);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.#starts[low] as number) + 1 };
  }

  /** Throws `template.invalid` when anything was found. */
  throwIfAny(): void {
    if (this.#found.size === 0) return;
    const sorted = [...this.#found.values()].sort((a, b) => a.at - b.at);
    const problems = sorted.map(({ at, message }): Problem => ({ ...this.place(at), message }));
    const lines = problems.slice(0, shown).map((problem) => this.#line(problem));
    if (problems.length > shown) lines.push(`and ${problems.length - shown} more`);
    throw new IwtError('template.invalid', lines.join('\n'), { template: this.#name, problems });
  }

  #line({ line, column, message }: Problem): string {
    return `${this.#name}:${line}:${column}: ${message}`;
  }
}

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
