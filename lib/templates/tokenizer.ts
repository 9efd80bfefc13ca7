import type { Field, FieldCursor } from './fields.ts';
import type { Problems } from './problems.ts';
import { scriptEnd } from './script-end.ts';

/** An attribute of a start tag, with the offsets of its value without quotes. */
export interface Attribute {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly quote: '"' | "'" | '';
  readonly fields: readonly Field[];
}

/** A stretch of the source, such as the text of an element. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly fields: readonly Field[];
}

export interface StartTag {
  readonly kind: 'start';
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Attribute[];
  readonly selfClosing: boolean;
}

export type Token =
  | StartTag
  | (Span & { readonly kind: 'text' | 'comment' | 'doctype' | 'cdata' })
  | { readonly kind: 'end'; readonly name: string; readonly start: number; readonly end: number };

const letter = /[A-Za-z]/;
const space = /[\t\n\f\r ]/;
const endsName = /[\t\n\f\r />]/;

/**
 * Cuts a template into tags, comments and texts as browsers do: the tokenization of the HTML standard, as far as the
 * places of fields depend on it. A field is one piece that no syntax cuts; where it can have no value, that is a problem.
 */
export class Tokenizer {
  readonly #source: string;
  readonly #fields: FieldCursor;
  readonly #problems: Problems;
  #position = 0;
  /** Where browsers that run scripts see the end of the `<noscript>` that is open. */
  #noscriptEnd = 0;

  constructor(source: string, fields: FieldCursor, problems: Problems) {
    this.#source = source;
    this.#fields = fields;
    this.#problems = problems;
  }

  next(): Token | undefined {
    if (this.#position >= this.#source.length) return undefined;
    const token = this.#markup(this.#position) ?? this.#text();
    this.#position = token.end;
    this.#checkNoscript(token);
    return token;
  }

  /** What stands between the start tag that was just read and the end tag of that name, which comes next. */
  raw(name: string): Span {
    const start = this.#position;
    const end = name === 'script' ? scriptEnd(this.#source, start) : rawEnd(this.#source, start, name);
    if (end === undefined) this.#problems.add(start, `The <${name}> before this is never closed.`);
    const span = this.#span(start, end ?? this.#source.length);
    this.#position = span.end;
    this.#checkNoscript(span);
    return span;
  }

  /** The `<noscript>` that was just read: its content must be markup of its own, because some browsers do not read it. */
  noscript(): void {
    if (this.#position < this.#noscriptEnd) return;
    const end = rawEnd(this.#source, this.#position, 'noscript');
    if (end === undefined) this.#problems.add(this.#position, 'The <noscript> before this is never closed.');
    this.#noscriptEnd = end ?? this.#source.length;
  }

  #checkNoscript({ start, end }: { readonly start: number; readonly end: number }): void {
    if (start < this.#noscriptEnd && end > this.#noscriptEnd) {
      this.#problems.add(this.#noscriptEnd, 'This ends the <noscript> for some browsers only: write "&lt;/noscript".');
    }
  }

  #span(start: number, end: number): Span {
    return { start, end, fields: this.#fields.between(start, end) };
  }

  /** Text up to the next markup. A `<` that begins none is text. */
  #text(): Token {
    const start = this.#position;
    let end = start;
    do {
      end = this.#source.indexOf('<', end + 1);
    } while (end >= 0 && !this.#opensMarkup(end));
    return { kind: 'text', ...this.#span(start, end < 0 ? this.#source.length : end) };
  }

  #opensMarkup(at: number): boolean {
    const [first = '', second = ''] = [this.#source[at + 1], this.#source[at + 2]];
    if (this.#fields.at(at + 1) || (first === '/' && this.#fields.at(at + 2))) {
      this.#problems.add(at, 'A field cannot be the name of a tag. If this is meant as text, write "&lt;".');
    }
    return letter.test(first) || first === '!' || first === '?' || (first === '/' && second !== '');
  }

  #markup(at: number): Token | undefined {
    if (this.#source[at] !== '<' || !this.#opensMarkup(at)) return undefined;
    const first = this.#source[at + 1] as string;
    if (letter.test(first)) return this.#startTag(at);
    if (first === '/' && letter.test(this.#source[at + 2] as string)) return this.#endTag(at);
    if (this.#source.startsWith('<!--', at)) return this.#comment(at);
    if (/^<!doctype/i.test(this.#source.slice(at, at + 9))) return this.#upTo('doctype', '>', at);
    if (this.#source.startsWith('<![CDATA[', at)) return this.#characterData(at);
    return this.#upTo('comment', '>', at);
  }

  #comment(at: number): Token {
    const abrupt = /^<!---?>/.exec(this.#source.slice(at, at + 6))?.[0];
    if (abrupt) return { kind: 'comment', ...this.#span(at, at + abrupt.length) };
    const close = /--!?>/g;
    close.lastIndex = at + 4;
    if (!close.test(this.#source)) this.#problems.add(at, 'The comment is never closed.');
    return { kind: 'comment', ...this.#span(at, close.lastIndex || this.#source.length) };
  }

  /** Inside and outside of SVG it ends at different places, unless its only `>` is its last character. */
  #characterData(at: number): Token {
    const token = this.#upTo('cdata', '>', at);
    if (!this.#source.slice(at + 9, token.end).endsWith(']]>')) {
      this.#problems.add(at, 'A CDATA section with ">" in it ends at different places for different readers.');
    }
    return token;
  }

  #upTo(kind: 'comment' | 'doctype' | 'cdata', close: string, at: number): Span & { kind: typeof kind } {
    const found = this.#source.indexOf(close, at + 2);
    if (found < 0) this.#problems.add(at, 'This is never closed: ">" is missing.');
    return { kind, ...this.#span(at, found < 0 ? this.#source.length : found + 1) };
  }

  #startTag(at: number): StartTag {
    const [name, afterName] = this.#name(at + 1);
    const { attributes, end, selfClosing } = this.#attributes(at, afterName);
    return { kind: 'start', name, start: at, end, attributes, selfClosing };
  }

  #endTag(at: number): Token {
    const [name, afterName] = this.#name(at + 2);
    const { attributes, end } = this.#attributes(at, afterName);
    for (const { fields } of attributes) {
      for (const { start } of fields) this.#problems.add(start, 'A field cannot stand in an end tag.');
    }
    return { kind: 'end', name, start: at, end };
  }

  #name(from: number): readonly [string, number] {
    const end = this.#skip(from, endsName, 'A field cannot be in the name of a tag.');
    return [lowerCase(this.#source.slice(from, end)), end];
  }

  /** The offset of the next character that a pattern matches. Fields on the way are problems, if there is a sentence for them. */
  #skip(from: number, until: RegExp, problem?: string): number {
    let at = from;
    while (at < this.#source.length) {
      const field = this.#fields.at(at);
      if (!field && until.test(this.#source[at] as string)) break;
      if (field && problem) this.#problems.add(at, problem);
      at = field?.end ?? at + 1;
    }
    return at;
  }

  #attributes(tag: number, from: number) {
    const attributes: Attribute[] = [];
    let at = from;
    for (;;) {
      while (space.test(this.#source[at] ?? '') || (this.#source[at] === '/' && this.#source[at + 1] !== '>')) at++;
      const character = this.#source[at];
      if (character === undefined) {
        this.#problems.add(tag, 'The tag is never closed: a ">" or a quotation mark is missing.');
        return { attributes, end: at, selfClosing: false };
      }
      if (character === '>') return { attributes, end: at + 1, selfClosing: false };
      if (character === '/') return { attributes, end: at + 2, selfClosing: true };
      const attribute = this.#attribute(at);
      attributes.push(attribute);
      at = attribute.end;
    }
  }

  #attribute(start: number): Attribute {
    // An equals sign in front is part of the name.
    const nameEnd = this.#skip(
      this.#source[start] === '=' ? start + 1 : start,
      /[\t\n\f\r />=]/,
      'A field cannot be an attribute or the name of one; it can be the value: name="##I3_...##".',
    );
    const name = lowerCase(this.#source.slice(start, nameEnd));
    const equals = this.#skipSpace(nameEnd);
    if (this.#source[equals] !== '=') {
      return { name, start, end: nameEnd, valueStart: nameEnd, valueEnd: nameEnd, quote: '', fields: [] };
    }
    const value = this.#value(this.#skipSpace(equals + 1));
    return { name, start, ...value, fields: this.#fields.between(value.valueStart, value.valueEnd) };
  }

  #value(from: number): Pick<Attribute, 'valueStart' | 'valueEnd' | 'end' | 'quote'> {
    const quote = this.#source[from];
    if (quote === '"' || quote === "'") {
      const close = this.#source.indexOf(quote, from + 1);
      const valueEnd = close < 0 ? this.#source.length : close;
      return { valueStart: from + 1, valueEnd, end: close < 0 ? valueEnd : close + 1, quote };
    }
    const end = this.#skip(from, /[\t\n\f\r >]/);
    return { valueStart: from, valueEnd: end, end, quote: '' };
  }

  #skipSpace(from: number): number {
    let at = from;
    while (space.test(this.#source[at] ?? '')) at++;
    return at;
  }
}

/** ASCII only, as the standard wants it. */
const lowerCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const rawEnds = new Map<string, RegExp>();

function rawEnd(source: string, from: number, name: string): number | undefined {
  let pattern = rawEnds.get(name);
  if (!pattern) {
    pattern = new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi');
    rawEnds.set(name, pattern);
  }
  pattern.lastIndex = from;
  return pattern.exec(source)?.index;
}
