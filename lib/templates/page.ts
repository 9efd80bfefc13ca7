import { placeInAttributes } from './attributes.ts';
import { type Cut, Cuts } from './cuts.ts';
import * as kinds from './elements.ts';
import { escapeHtml } from './escape.ts';
import { type Field, FieldCursor } from './fields.ts';
import { OpenElements } from './open-elements.ts';
import { endsInReference, type Placed, type Position, position, segmentsOf } from './position.ts';
import type { Problems } from './problems.ts';
import type { Region } from './regions.ts';
import { placeInScripts } from './script-element.ts';
import { TextPlaces } from './text-places.ts';
import { type Span, type StartTag, type Token, Tokenizer } from './tokenizer.ts';

const text: Position = {
  kind: 'text',
  write: escapeHtml,
  writeAll: (values) => values.map(escapeHtml).join('<br>'),
  html: true,
};
/** Text where an element would end the one around it. */
const textOnly: Position = { ...text, writeAll: (values) => escapeHtml(values.join(', ')) };
const title = position('title', escapeHtml);

const blank = /[\t\n\f\r ]/;

export interface Page {
  readonly cuts: readonly Cut[];
  readonly regions: readonly Region[];
}

/** Reads a whole template: the position of every field, and the elements that can repeat. */
export function readPage(source: string, fields: readonly Field[], problems: Problems): Page {
  return new PageReader(source, fields, problems).read();
}

class PageReader {
  readonly #source: string;
  readonly #problems: Problems;
  readonly #tokens: Tokenizer;
  readonly #elements: OpenElements;
  readonly #places: TextPlaces;
  readonly #cuts = new Cuts();
  readonly #fields: FieldCursor;

  constructor(source: string, fields: readonly Field[], problems: Problems) {
    this.#source = source;
    this.#problems = problems;
    this.#fields = new FieldCursor(fields);
    this.#tokens = new Tokenizer(source, this.#fields, problems);
    this.#elements = new OpenElements(problems);
    this.#places = new TextPlaces(this.#elements, problems);
  }

  read(): Page {
    for (let token = this.#tokens.next(); token; token = this.#tokens.next()) this.#take(token);
    this.#elements.finish(this.#source.length);
    return { cuts: this.#cuts.inOrder(), regions: this.#elements.regions };
  }

  #take(token: Token): void {
    if (token.kind === 'text') this.#text(token);
    else if (token.kind === 'start') this.#start(token);
    else if (token.kind === 'end') this.#end(token);
    else {
      this.#places.beforeBodyOnly();
      const place = { comment: 'a comment', cdata: 'a CDATA section', doctype: 'the doctype' }[token.kind];
      this.#refuse(token.fields, `A field cannot be in ${place}: delete the field, or "##I3" in it.`);
    }
  }

  #refuse(fields: readonly Field[], message: string): void {
    for (const { start } of fields) this.#problems.add(start, message);
  }

  #put(placed: readonly Placed[]): void {
    for (const { field, position: found } of placed) {
      if (typeof found === 'string') this.#problems.add(field.start, found);
      else this.#cuts.use(field, found);
    }
  }

  #text(token: Span): void {
    const { texts, fields } = segmentsOf(this.#source, token.start, token.end, token.fields);
    const top = this.#elements.top ?? '';
    const simple = this.#elements.foreign || top === 'select' || top === 'option' || top === 'optgroup';
    for (const [index, literal] of texts.entries()) {
      if (/[^\t\n\f\r ]/.test(literal)) this.#places.literal();
      const field = fields[index];
      if (!field) continue;
      this.#checkBefore(literal, field);
      this.#places.field(field);
      this.#cuts.use(field, simple ? textOnly : text);
    }
  }

  #checkBefore(literal: string, { start }: Field): void {
    if (endsInReference(literal)) {
      this.#problems.add(
        start,
        'The "&" in front of the field must be written as "&amp;", or its character reference needs a ";".',
      );
    }
  }

  #end({ name, start, end }: { readonly name: string; readonly start: number; readonly end: number }): void {
    if (!this.#elements.foreign) this.#places.endTag(name);
    const allowed = name === 'select' || kinds.inSelect.has(name);
    if (!allowed && this.#elements.has('select')) this.#problems.add(start, `</${name}> cannot stand in <select>.`);
    this.#elements.end(name, start, end);
  }

  #start(tag: StartTag): void {
    const inForeign = this.#elements.foreign;
    if (inForeign) this.#checkForeign(tag);
    else this.#checkHtml(tag);
    if (!inForeign) this.#places.startTag(tag.name);
    const inTable = kinds.tableParts.has(this.#elements.top ?? '');
    this.#elements.start(tag);
    this.#attributes(tag, inTable);
    if (kinds.rawTexts.has(tag.name) || kinds.rawTitles.has(tag.name)) this.#raw(tag, inForeign);
    else if (tag.name === 'noscript') this.#tokens.noscript();
    this.#keepFirstLine(tag);
  }

  #checkHtml({ name, start }: StartTag): void {
    if (name === 'plaintext' || name === 'frameset') this.#problems.add(start, `A template cannot have <${name}>.`);
    if (!kinds.inSelect.has(name) && this.#elements.has('select')) {
      this.#problems.add(start, `<${name}> in <select> is not read alike by all browsers.`);
    }
  }

  /** In SVG and MathML only what browsers read alike whichever way they came there. */
  #checkForeign({ name, start, selfClosing }: StartTag): void {
    const top = this.#elements.top as string;
    if (kinds.breaksOut.has(name)) this.#problems.add(start, `<${name}> ends the <svg> or <math> that it stands in.`);
    else if (kinds.notInForeign.has(name)) {
      this.#problems.add(start, `A template cannot have <${name}> in <svg> or <math>.`);
    } else if (kinds.textOnlyInForeign.has(top)) {
      this.#problems.add(start, `<${top}> in <svg> or <math> can have only text in a template.`);
    } else if (selfClosing && (kinds.rawTexts.has(name) || kinds.rawTitles.has(name))) {
      this.#problems.add(start, `<${name}> in <svg> or <math> needs an end tag.`);
    }
  }

  #attributes(tag: StartTag, inTable: boolean): void {
    for (const { name, start, end, quote, valueStart, valueEnd, fields } of tag.attributes) {
      if (name === 'data-i3-repeat') this.#cuts.replace(this.#withBlank(start, end), end, '');
      if (fields.length === 0 || quote !== '') continue;
      this.#cuts.replace(valueStart, valueStart, '"');
      this.#cuts.replace(valueEnd, valueEnd, '"');
    }
    this.#put(placeInAttributes(this.#source, tag, inTable));
  }

  /** With the blank in front of an attribute, unless its neighbours would then be one. */
  #withBlank(start: number, end: number): number {
    return blank.test(this.#source[start - 1] as string) && /[\t\n\f\r >]/.test(this.#source[end] ?? '')
      ? start - 1
      : start;
  }

  /** The content of an element that has no tags in it. */
  #raw({ name, attributes }: StartTag, inForeign: boolean): void {
    const span = this.#tokens.raw(name);
    if (inForeign) this.#checkForeignRaw(name, span);
    if (name === 'script' && !inForeign) {
      const { placed, found } = placeInScripts(this.#source, attributes, span);
      this.#put(placed);
      for (const [at, message] of found) this.#problems.add(at, message);
    } else if (kinds.rawTitles.has(name)) this.#title(span);
    else this.#refuse(span.fields, `No value is safe in <${name}>.`);
  }

  #title(span: Span): void {
    const { texts, fields } = segmentsOf(this.#source, span.start, span.end, span.fields);
    for (const [index, field] of fields.entries()) {
      const literal = texts[index] as string;
      this.#checkBefore(literal, field);
      if (/<\/?[a-z]*$/i.test(literal.slice(-16))) {
        this.#problems.add(field.start, 'The "<" in front of the field must be written as "&lt;".');
      }
      this.#cuts.use(field, title);
    }
  }

  #checkForeignRaw(name: string, { start, end }: Span): void {
    const tag = this.#source.slice(start, end).indexOf('<');
    if (tag >= 0) this.#problems.add(start + tag, `<${name}> in <svg> or <math> cannot have "<" in a template.`);
  }

  /** Browsers drop a line break that follows directly: it must not be the first character of a value. */
  #keepFirstLine({ name, end }: StartTag): void {
    const drops = name === 'textarea' || name === 'pre' || name === 'listing';
    if (drops && this.#fields.at(end)) this.#cuts.replace(end, end, '\n');
  }
}
