import { insideScriptString, scriptString } from './escape.ts';
import type { Field } from './fields.ts';
import { type Placed, type Position, position } from './position.ts';
import { nextSlash } from './script-slash.ts';
import type { Span } from './tokenizer.ts';

export const inString = position('script-string', insideScriptString);
export const asLiteral: Position = {
  kind: 'script',
  write: scriptString,
  writeAll: (values) => `[${values.map(scriptString).join(',')}]`,
  html: false,
};

/** Behind these a value can stand; elsewhere a string might be a directive or name a property. */
const beforeValue = /^[=([,:?+<>&|!]$|^(?:return|case|typeof|throw|in|of)$/;
const wordCharacter = /[\w$\\\u0080-\uFFFF]/;
const lineEnd = /[\n\r\u2028\u2029]/;

const places = {
  comment: 'A field cannot be in a comment: delete the field, or "##I3" in it.',
  template: 'No value is safe in a template literal: write "..." + ##I3_...##.',
  regex: 'No value is safe in a regular expression.',
  value:
    'In a script a field stands where a value can: behind "=", "(", "[", ",", ":", "?", "+" or "return", or inside quotation marks.',
  module: 'What is imported runs in the page: no value is safe there.',
  key: 'In a script a field cannot name a property.',
  escape: 'A backslash in front of the field would change its first character.',
  open: 'The string is not closed on its line.',
  slash:
    'It cannot be told whether this "/" divides or begins a regular expression: write new RegExp("..."), or no quotation marks behind it on the line.',
  html: 'Write "\\x3C" for the "<" in front of the field.',
};

/**
 * Finds the fields that stand as values in the code of a `<script>`, and those inside quoted strings. It reads no more of
 * JavaScript than that takes, and refuses what it cannot tell apart.
 */
export class ScriptReader {
  readonly placed: Placed[] = [];
  readonly problems: (readonly [at: number, message: string])[] = [];
  readonly #source: string;
  readonly #end: number;
  readonly #fields: ReadonlyMap<number, Field>;
  #at: number;
  /** The last word or sign of the code. */
  #previous = '';
  #beforePrevious = '';
  /** Nothing but blanks and comments since the line began. */
  #lineStart = true;
  /** For every template literal that is open, how many braces are open in its `${}`. */
  readonly #templates: number[] = [];

  /** Whether `<!--` begins a comment: in modules it does not. */
  readonly #classic: boolean;

  constructor(source: string, { start, end, fields }: Span, classic: boolean) {
    // Nothing is searched for behind the end.
    this.#source = source.slice(0, end);
    this.#classic = classic;
    this.#at = start;
    this.#end = end;
    this.#fields = new Map(fields.map((field) => [field.start, field]));
  }

  read(): this {
    if (this.#source.startsWith('#!', this.#at)) this.#comment(this.#lineBreak());
    while (this.#at < this.#end) this.#piece();
    return this;
  }

  #piece(): void {
    const field = this.#fields.get(this.#at);
    const character = this.#source[this.#at] as string;
    if (field) this.#value(field);
    else if (lineEnd.test(character)) {
      this.#lineStart = true;
      this.#at++;
    } else if (/\s/.test(character)) this.#at++;
    else if (this.#opensLineComment()) this.#comment(this.#lineBreak());
    else if (this.#source.startsWith('/*', this.#at)) this.#blockComment();
    else this.#token(character);
  }

  #opensLineComment(): boolean {
    const html =
      this.#source.startsWith('<!--', this.#at) || (this.#lineStart && this.#source.startsWith('-->', this.#at));
    if (html && !this.#classic) this.problems.push([this.#at, 'A module cannot have HTML comments.']);
    return html || this.#source.startsWith('//', this.#at);
  }

  #token(character: string): void {
    this.#lineStart = false;
    if (character === '"' || character === "'") this.#string(character);
    else if (character === '`') this.#template();
    else if (character === '/') this.#slash();
    else if (wordCharacter.test(character)) this.#word();
    else this.#sign(character);
  }

  #sign(character: string): void {
    this.#at++;
    const braces = this.#templates.length - 1;
    if (braces >= 0 && character === '{') this.#templates[braces] = (this.#templates[braces] as number) + 1;
    if (braces >= 0 && character === '}') {
      if (this.#templates[braces] === 0) {
        this.#templates.pop();
        this.#templateText();
        return;
      }
      this.#templates[braces] = (this.#templates[braces] as number) - 1;
    }
    this.#past(character);
  }

  #past(token: string): void {
    this.#beforePrevious = this.#previous;
    this.#previous = token;
  }

  #word(): void {
    const from = this.#at;
    while (this.#at < this.#end && wordCharacter.test(this.#source[this.#at] as string)) this.#at++;
    // A property may be called like a keyword.
    this.#past(this.#previous === '.' ? 'property' : this.#source.slice(from, this.#at));
  }

  #value(field: Field): void {
    this.placed.push({ field, position: this.#problemOf(field) ?? asLiteral });
    this.#at = field.end;
    this.#lineStart = false;
    this.#past('"');
  }

  #problemOf(field: Field): string | undefined {
    if (this.#templates.length > 0) return places.template;
    if (!beforeValue.test(this.#previous)) return places.value;
    if (this.#previous === '(' && this.#beforePrevious === 'import') return places.module;
    let next = field.end;
    while (/\s/.test(this.#source[next] ?? '')) next++;
    return this.#source[next] === ':' && this.#previous === ',' ? places.key : undefined;
  }

  #string(quote: string): void {
    const start = this.#at++;
    for (; this.#at < this.#end; this.#at++) {
      const character = this.#source[this.#at] as string;
      const field = this.#fields.get(this.#at);
      if (field) {
        const problem = this.#templates.length > 0 ? places.template : inStringProblem(this.#source, this.#at);
        this.placed.push({ field, position: problem ?? inString });
        this.#at = field.end - 1;
      } else if (character === '\\') this.#escape();
      else if (character === quote) {
        this.#at++;
        this.#past('"');
        return;
      } else if (character === '\n' || character === '\r') break;
    }
    this.problems.push([start, places.open]);
  }

  /** A backslash and what belongs to it. */
  #escape(): void {
    this.#at++;
    const field = this.#fields.get(this.#at);
    if (field) {
      this.placed.push({ field, position: places.escape });
      this.#at = field.end - 1;
    } else if (this.#source.startsWith('\r\n', this.#at)) this.#at++;
  }

  #template(): void {
    this.#at++;
    this.#templateText();
  }

  /** Up to the end of the template literal, or into its next `${`. */
  #templateText(): void {
    for (; this.#at < this.#end; this.#at++) {
      const field = this.#fields.get(this.#at);
      if (field) this.placed.push({ field, position: places.template });
      if (this.#source[this.#at] === '\\') this.#at++;
      else if (this.#source[this.#at] === '`') {
        this.#at++;
        this.#past('"');
        return;
      } else if (this.#source.startsWith('${', this.#at)) {
        this.#at += 2;
        this.#templates.push(0);
        this.#past('(');
        return;
      }
    }
  }

  #slash(): void {
    const after = { previous: this.#previous, before: this.#beforePrevious };
    const { end, kind } = nextSlash(this.#source, this.#at, this.#end, after);
    const skipped = this.#fieldsUpTo(end);
    if (kind === 'unknown') this.problems.push([this.#at, places.slash]);
    for (const field of skipped) this.placed.push({ field, position: places.regex });
    this.#at = end;
    this.#past(kind === 'regular expression' ? '"' : '/');
  }

  #blockComment(): void {
    const close = this.#source.indexOf('*/', this.#at + 2);
    if (close < 0) this.problems.push([this.#at, 'The comment is never closed.']);
    const end = close < 0 ? this.#end : close + 2;
    if (lineEnd.test(this.#source.slice(this.#at, end))) this.#lineStart = true;
    this.#comment(end);
  }

  #comment(end: number): void {
    for (const field of this.#fieldsUpTo(end)) this.placed.push({ field, position: places.comment });
    this.#at = end;
  }

  #fieldsUpTo(end: number): readonly Field[] {
    const found: Field[] = [];
    for (let at = this.#at; at < end; at++) {
      const field = this.#fields.get(at);
      if (field) found.push(field);
    }
    return found;
  }

  #lineBreak(): number {
    let at = this.#at;
    while (at < this.#end && !lineEnd.test(this.#source[at] as string)) at++;
    return at;
  }
}

/** What a value would complete: an escape sequence of the string, or a tag or comment that HTML reads in a script. */
export function inStringProblem(source: string, at: number): string | undefined {
  if (inEscape(source, at)) return places.escape;
  return /<[!/]?[a-z-]*$/i.test(source.slice(Math.max(0, at - 16), at)) ? places.html : undefined;
}

const begunEscape = /^(?:|x[0-9a-f]?|u[0-9a-f]{0,3}|[0-7]{1,2})$/i;

function inEscape(source: string, end: number): boolean {
  for (let at = end; at >= end - 4; at--) {
    if (begunEscape.test(source.slice(at, end)) && isEscaped(source, at)) return true;
  }
  // `\u{` may have any number of digits.
  let at = end;
  while (/[0-9A-Fa-f]/.test(source[at - 1] ?? '')) at--;
  return source.slice(Math.max(0, at - 2), at) === 'u{' && isEscaped(source, at - 2);
}

/** Whether an odd number of backslashes stands in front. */
function isEscaped(source: string, at: number): boolean {
  let from = at;
  while (source[from - 1] === '\\') from--;
  return (at - from) % 2 === 1;
}
