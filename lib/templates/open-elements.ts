import * as kinds from './elements.ts';
import type { Problems } from './problems.ts';
import { type Region, regionOf, TermGroup } from './regions.ts';
import type { StartTag } from './tokenizer.ts';

interface Element {
  readonly name: string;
  readonly start: number;
  /** In `<svg>` or `<math>`, or one of them. */
  readonly foreign: boolean;
  readonly region: Region | undefined;
  /** Of the `<dt>`s and `<dd>`s inside. */
  readonly terms: TermGroup;
  /** The one that this `<dt>` or `<dd>` is in. */
  readonly group: TermGroup | undefined;
}

/** Deeper than that browsers do not nest elements. */
const deepest = 512;

/**
 * The elements that are open at a place of the template: which tags end which elements, as far as it decides what
 * repeats, and where text would change the page. After the tree construction of the HTML standard.
 */
export class OpenElements {
  readonly regions: Region[] = [];
  readonly #problems: Problems;
  readonly #stack: Element[] = [];
  readonly #rootTerms = new TermGroup();
  /** Formatting elements that were ended by others, by name with their offset: for the root and every marker. */
  readonly #unclosed: Map<string, number>[] = [new Map()];
  /** How many elements of a name are open. */
  readonly #open = new Map<string, number>();
  #formOpen = false;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  get top(): string | undefined {
    return this.#stack.at(-1)?.name;
  }

  /** In `<svg>` or `<math>`. */
  get foreign(): boolean {
    return this.#stack.at(-1)?.foreign ?? false;
  }

  has(name: string): boolean {
    return (this.#open.get(name) ?? 0) > 0;
  }

  /** A formatting element that was ended by another one's end, so that text here would be put into it. */
  get unclosed(): readonly [name: string, start: number] | undefined {
    const [first] = this.#unclosed.at(-1) as Map<string, number>;
    return first;
  }

  start(tag: StartTag): void {
    const foreign = this.foreign || tag.name === 'svg' || tag.name === 'math';
    if (!this.foreign) this.#endBefore(tag);
    if (!foreign && this.#isIgnored(tag)) return;
    const group = foreign ? undefined : this.#groupOf(tag);
    const region = group ? group.open(tag.name, tag.start) : regionOf(tag.name, tag.start, isMarked(tag));
    if (region) this.regions.push(region);
    if (foreign ? tag.selfClosing : kinds.voids.has(tag.name)) {
      if (region) region.end = tag.end;
      return;
    }
    this.#push({ name: tag.name, start: tag.start, foreign, region, group, terms: new TermGroup() });
  }

  #push(element: Element): void {
    if (this.#stack.length >= deepest) {
      this.#problems.add(element.start, `Elements are nested deeper than ${deepest}.`);
      return;
    }
    this.#stack.push(element);
    this.#count(element.name, 1);
    if (kinds.markers.has(element.name) && !element.foreign) this.#unclosed.push(new Map());
  }

  #count(name: string, more: 1 | -1): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) + more);
  }

  #groupOf(tag: StartTag): TermGroup | undefined {
    if ((tag.name !== 'dt' && tag.name !== 'dd') || isMarked(tag)) return undefined;
    return this.#stack.at(-1)?.terms ?? this.#rootTerms;
  }

  /** Tags without an element of their own: a form inside a form, or one between the cells of a table. */
  #isIgnored(tag: StartTag): boolean {
    if (tag.name === 'html' || tag.name === 'head' || tag.name === 'body') {
      if (isMarked(tag)) this.#problems.add(tag.start, `There can be only one <${tag.name}>: it cannot repeat.`);
      return true;
    }
    if (tag.name !== 'form') return false;
    const ignored = this.#formOpen || kinds.tableParts.has(this.top ?? '');
    this.#formOpen = true;
    return ignored;
  }

  /** Ends what the start tag of another element ends. */
  #endBefore(tag: StartTag): void {
    const { name, start } = tag;
    if (this.top === 'colgroup' && name !== 'col' && name !== 'template') this.#pop(start);
    const contexts = kinds.tableContexts[name];
    if (contexts) this.#clearTo(contexts, name, start);
    if (name === 'table' && kinds.tableParts.has(this.top ?? '')) {
      this.#popTo(this.#find('table', kinds.tableScope), start);
    }
    if (name === 'li') this.#popTo(this.#find('li', kinds.listItemStops), start);
    if (name === 'dt' || name === 'dd') {
      this.#popTo(this.#find(new Set(['dt', 'dd']), kinds.listItemStops), start);
    }
    if (kinds.closesParagraph.has(name)) this.#popTo(this.#find('p', kinds.buttonScope), start);
    if (kinds.headings.has(name) && kinds.headings.has(this.top ?? '')) this.#pop(start);
    if (name === 'option' || name === 'optgroup' || (name === 'hr' && this.has('select'))) this.#endOption(name, start);
    if (name === 'button') this.#popTo(this.#find('button', kinds.scope), start);
    if (name === 'a' || name === 'nobr') this.#popTo(this.#find(name, kinds.scope), start);
    if (/^r(b|t|tc|p)$/.test(name) && /^r(b|t|tc|p)$/.test(this.top ?? '')) this.#pop(start);
  }

  #endOption(next: string, at: number): void {
    if (this.top === 'option') this.#pop(at);
    if (next !== 'option' && this.top === 'optgroup') this.#pop(at);
  }

  #clearTo(contexts: ReadonlySet<string>, name: string, at: number): void {
    const context = this.#stack.findLastIndex((element) => contexts.has(element.name));
    if (context >= 0 && this.#stack[context]?.name !== 'template') {
      this.#popTo(context + 1, at);
      return;
    }
    // Rows without their table, as in a part of a page.
    const own = name === 'td' || name === 'th' ? ['td', 'th'] : Object.keys(kinds.tableContexts);
    const first = this.#stack.findIndex((element, index) => index > context && own.includes(element.name));
    this.#popTo(first, at);
  }

  end(name: string, from: number, to: number): void {
    if (this.foreign) {
      if (this.top === name) this.#pop(to, true);
      else this.#problems.add(from, `</${name}> does not end the element that is open in <svg> or <math>.`);
      return;
    }
    if (name === 'form') this.#formOpen = false;
    if (kinds.formatting.has(name)) this.#endFormatting(name, from, to);
    else this.#endElement(this.#endedBy(name), from, to);
  }

  /** Where in the stack the element stands that an end tag ends, or -1. */
  #endedBy(name: string): number {
    if (name === 'p') return this.#find('p', kinds.buttonScope);
    if (name === 'li') return this.#find('li', kinds.listScope);
    if (kinds.headings.has(name)) return this.#find(kinds.headings, kinds.scope);
    if (name === 'template') return this.#stack.findLastIndex((element) => element.name === name);
    if (name === 'table' || name in kinds.tableContexts) return this.#find(name, kinds.tableScope);
    if (kinds.blocks.has(name)) return this.#find(name, kinds.scope);
    return this.#find(name, kinds.special);
  }

  #endElement(index: number, from: number, to: number): void {
    if (index < 0) return;
    const element = this.#stack[index] as Element;
    // The end of a form leaves open what is open in it.
    if (element.name === 'form' && index < this.#stack.length - 1) this.#remove(index, to);
    else {
      this.#popTo(index + 1, from);
      this.#pop(to, true);
    }
  }

  #endFormatting(name: string, from: number, to: number): void {
    const index = this.#find(name, kinds.scope);
    if (index < 0) this.#unclosed.at(-1)?.delete(name);
    else if (this.#stack.some((element, above) => above > index && kinds.special.has(element.name))) {
      this.#remove(index, to);
    } else this.#endElement(index, from, to);
  }

  /** Takes out an element and leaves those in it open. */
  #remove(index: number, at: number): void {
    const [element] = this.#stack.splice(index, 1) as [Element];
    this.#count(element.name, -1);
    if (!element.region) return;
    element.region.end = at;
    element.region.flaw ??= { at: element.start, message: `<${element.name}> ends before the elements in it do.` };
  }

  /** The innermost open element of a name, unless one of the others stands between; its place in the stack, or -1. */
  #find(name: string | ReadonlySet<string>, stops: ReadonlySet<string>): number {
    if (typeof name === 'string' && !this.has(name)) return -1;
    for (let index = this.#stack.length - 1; index >= 0; index--) {
      const element = this.#stack[index] as Element;
      if (typeof name === 'string' ? element.name === name : name.has(element.name)) return index;
      if (stops.has(element.name)) return -1;
    }
    return -1;
  }

  /** Ends all elements from a place in the stack upwards; none when it is negative. */
  #popTo(index: number, at: number): void {
    while (index >= 0 && this.#stack.length > index) this.#pop(at);
  }

  /** Ends the innermost element: by its end tag, or by what comes next. */
  #pop(at: number, byEndTag = false): void {
    const element = this.#stack.pop();
    if (!element) return;
    this.#count(element.name, -1);
    if (kinds.markers.has(element.name) && !element.foreign) this.#unclosed.pop();
    const unclosed = this.#unclosed.at(-1) as Map<string, number>;
    if (!byEndTag && kinds.formatting.has(element.name)) unclosed.set(element.name, element.start);
    if (element.group?.region) element.group.region.end = at;
    if (!element.region) return;
    const { region } = element;
    if (region.end < at) region.end = at;
    if (!byEndTag && !kinds.optionalEnds.has(element.name)) {
      region.flaw ??= { at: element.start, message: `<${element.name}> is repeated and has no end tag.` };
    }
    for (const [name, start] of unclosed) {
      if (start >= region.start) region.flaw ??= { at: start, message: `<${name}> is repeated and never closed.` };
    }
  }

  /** The end of the template ends everything. */
  finish(at: number): void {
    this.#popTo(0, at);
  }
}

const isMarked = (tag: StartTag): boolean => tag.attributes.some(({ name }) => name === 'data-i3-repeat');
