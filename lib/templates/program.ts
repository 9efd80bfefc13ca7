import type { Cut, Use } from './cuts.ts';
import type { Position } from './position.ts';
import type { Problems } from './problems.ts';
import type { Region } from './regions.ts';

/** A template in pieces: a text, then a value or an element that may repeat, and so on. */
export interface Program {
  readonly parts: readonly Part[];
  /** The text behind the last part. */
  readonly tail: string;
}

export interface Part {
  /** The text in front. */
  readonly text: string;
  readonly put: Value | Repeat;
}

export interface Value {
  /** Which of the template's names. */
  readonly name: number;
  readonly position: Position;
  readonly repeat?: undefined;
}

/** An element that is there once for every index, when one of its own fields has a list. */
export interface Repeat {
  readonly repeat: Program;
  readonly element: string;
  readonly start: number;
  /** The names of its own fields: not those of elements within it that repeat by themselves. */
  readonly names: readonly number[];
}

interface Open {
  readonly region: Region | undefined;
  readonly parts: Part[];
  readonly names: Set<number>;
  text: string;
  /** Where an element with data-i3-repeat and fields stands in it. */
  marked?: number;
}

/** Puts a read template together; `nameOf` numbers the names. */
export function assemble(
  source: string,
  page: { readonly cuts: readonly Cut[]; readonly regions: readonly Region[] },
  nameOf: (use: Use) => number,
  problems: Problems,
): Program {
  return new Assembly(source, withFields(page.regions, page.cuts), nameOf, problems).run(page.cuts);
}

class Assembly {
  readonly #source: string;
  readonly #regions: readonly Region[];
  readonly #nameOf: (use: Use) => number;
  readonly #problems: Problems;
  readonly #open: Open[] = [{ region: undefined, parts: [], names: new Set(), text: '' }];
  #at = 0;
  #nextRegion = 0;

  constructor(source: string, regions: readonly Region[], nameOf: (use: Use) => number, problems: Problems) {
    this.#source = source;
    this.#regions = regions;
    this.#nameOf = nameOf;
    this.#problems = problems;
  }

  run(cuts: readonly Cut[]): Program {
    for (const { start, end, put } of cuts) {
      this.#goTo(start);
      if (typeof put === 'string') this.#top.text += put;
      else this.#value(put);
      this.#at = Math.max(this.#at, end);
    }
    this.#goTo(this.#source.length);
    while (this.#open.length > 1) this.#close();
    const { parts, text } = this.#top;
    return { parts, tail: text };
  }

  get #top(): Open {
    return this.#open.at(-1) as Open;
  }

  #value(use: Use): void {
    const name = this.#nameOf(use);
    this.#top.names.add(name);
    this.#part({ name, position: use.position });
  }

  #part(put: Value | Repeat): void {
    this.#top.parts.push({ text: this.#top.text, put });
    this.#top.text = '';
  }

  /** Takes the source up to an offset, and opens and closes the regions on the way. */
  #goTo(offset: number): void {
    for (;;) {
      const [ending, next] = [this.#top.region?.end, this.#regions[this.#nextRegion]];
      if (ending !== undefined && ending <= offset && ending <= (next?.start ?? ending)) {
        this.#copy(ending);
        this.#close();
      } else if (next && next.start <= offset) {
        this.#copy(next.start);
        this.#open.push({ region: next, parts: [], names: new Set(), text: '' });
        this.#nextRegion++;
      } else break;
    }
    this.#copy(offset);
  }

  #copy(to: number): void {
    if (to <= this.#at) return;
    this.#top.text += this.#source.slice(this.#at, to);
    this.#at = to;
  }

  #close(): void {
    const { region, parts, names, text, marked } = this.#open.pop() as Open & { region: Region };
    if (names.size > 0) this.#check(region, marked);
    this.#top.marked ??= marked;
    this.#part({
      repeat: { parts, tail: text },
      element: region.name,
      start: region.start,
      names: [...names],
    });
  }

  #check({ flaw, marked, start }: Region, inner: number | undefined): void {
    if (flaw) this.#problems.add(flaw.at, flaw.message);
    if (marked) this.#top.marked ??= start;
    if (marked && inner !== undefined) {
      this.#problems.add(inner, 'An element with data-i3-repeat cannot stand in another: repeats do not nest.');
    }
  }
}

/** The regions that have fields. */
function withFields(regions: readonly Region[], cuts: readonly Cut[]): readonly Region[] {
  const starts = cuts.filter(({ put }) => typeof put !== 'string').map(({ start }) => start);
  let next = 0;
  return regions.filter((region) => {
    while ((starts[next] ?? Number.POSITIVE_INFINITY) < region.start) next++;
    return (starts[next] ?? Number.POSITIVE_INFINITY) < region.end;
  });
}
