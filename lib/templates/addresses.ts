import * as values from './address-values.ts';
import type { Field } from './fields.ts';
import { type Placed, type Position, position, type Segments } from './position.ts';

/**
 * How much of an address may come from values: `any` address of an allowed scheme, any address on the `same-site`, or
 * only a part of one whose site and folder the template has `fixed`, because what stands there runs in the page.
 */
export type Freedom = 'any' | 'same-site' | 'fixed';
/** One address, or several with blanks or with commas between them. */
export type Shape = 'one' | 'blanks' | 'candidates';

const parts = {
  whole: position('address', values.wholeAddress),
  sameSite: position('address', values.sameSiteAddress),
  listed: position('address', values.listedAddress),
  path: position('address-part', values.pathPart),
  folder: position('address-part', values.firstFolder),
  query: position('address-part', values.queryPart),
  mailbox: position('address-part', values.mailbox),
  telephone: position('address-part', values.telephone),
};

const references: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** The positions of the fields of an attribute that is an address. `colon` and the like must be written as characters. */
export function placeInAddress({ texts, fields }: Segments, freedom: Freedom, shape: Shape): readonly Placed[] {
  const reader = new AddressReader(freedom, shape);
  const placed: Placed[] = [];
  for (const [index, text] of texts.entries()) {
    const problem = reader.text(text);
    const before = fields[index - 1];
    if (problem !== undefined) placed.push({ field: (before ?? fields[index]) as Field, position: problem });
    const field = fields[index];
    if (field) placed.push({ field, position: reader.field(texts[index + 1] as string, index + 1 < fields.length) });
  }
  return placed;
}

/** Reads an address from left to right and knows at every field which part of it the field is in. */
class AddressReader {
  readonly #freedom: Freedom;
  readonly #shape: Shape;
  /** The text of this address so far, up to its first field. */
  #text = '';
  #begun: 'by nothing' | 'by text' | 'by a field' = 'by nothing';
  /** Known from the first field on. */
  #scheme = '';
  #endsInComma = false;
  #inQuery = false;
  /** A field has begun the address and nothing yet says that it was more than its scheme. */
  #openHead = false;
  #described = false;

  constructor(freedom: Freedom, shape: Shape) {
    this.#freedom = freedom;
    this.#shape = shape;
  }

  /** Takes the text between two fields; answers with a sentence if it cannot stand beside them. */
  text(raw: string): string | undefined {
    const decoded = decode(raw, this.#shape === 'one');
    if (decoded === undefined) {
      if (this.#inQuery) return undefined;
      return 'A character reference in an address: write the character itself.';
    }
    if (this.#shape === 'one') return this.#take(decoded);
    for (const piece of decoded.split(/([\t\n\f\r ,])/)) {
      const problem = this.#takeListed(piece);
      if (problem) return problem;
    }
    return undefined;
  }

  #takeListed(piece: string): string | undefined {
    const blank = /^[\t\n\f\r ]$/.test(piece);
    if (this.#described) {
      if (piece === ',') this.#restart();
    } else if (blank) {
      if (this.#shape === 'blanks' || this.#endsInComma) this.#restart();
      else this.#described = this.#begun !== 'by nothing';
    } else if (piece !== ',' || this.#begun !== 'by nothing') {
      if (piece !== '') this.#endsInComma = piece === ',';
      return this.#take(piece);
    }
    return undefined;
  }

  #restart(): void {
    this.#text = '';
    this.#begun = 'by nothing';
    this.#scheme = '';
    this.#endsInComma = false;
    this.#inQuery = false;
    this.#openHead = false;
    this.#described = false;
  }

  #take(text: string): string | undefined {
    if (this.#inQuery || text === '') return undefined;
    if (this.#openHead) {
      const delimiter = /[:/?#\\]/.exec(text)?.[0];
      if (delimiter === ':')
        return 'The scheme of an address cannot be a field: write "https:" or let the field hold all of it.';
      if (delimiter) this.#openHead = false;
    }
    this.#inQuery = /[?#]/.test(text);
    if (this.#begun === 'by a field') return undefined;
    this.#text += this.#text === '' ? text.replace(/^[\0- ]+/, '') : text;
    if (this.#text !== '') this.#begun = 'by text';
    return undefined;
  }

  /** The position of the field that comes next, or why it cannot stand here. */
  field(following: string, adjacent: boolean): Position | string {
    if (this.#described) return 'In a list of images a field can only be in an address.';
    if (this.#begun === 'by nothing') return this.#whole(following);
    this.#endsInComma = false;
    if (this.#begun === 'by text') {
      const text = this.#text.replace(/[\t\n\r]+/g, '');
      const problem = this.#checkText(text);
      if (problem) return problem;
      if (/^[\\/]$/.test(text)) return this.#folder(following, adjacent);
    }
    return this.#part();
  }

  #whole(following: string): Position | string {
    this.#begun = 'by a field';
    this.#openHead = true;
    if (this.#freedom === 'fixed') {
      return 'What is loaded from here runs in the page: the template must give the beginning of the address.';
    }
    if (this.#freedom === 'same-site') {
      return /^[\\/]/.test(following) ? 'The field must hold the whole path.' : parts.sameSite;
    }
    return this.#shape === 'one' ? parts.whole : parts.listed;
  }

  #checkText(text: string): string | undefined {
    const scheme = /^([^/?#:]*):/.exec(text)?.[1];
    this.#scheme = scheme?.toLowerCase() ?? '';
    if (scheme !== undefined && !values.isAllowedScheme(scheme)) {
      return `No value is safe in an address that begins with "${this.#scheme}:"; http, https, mailto and tel can.`;
    }
    const openHost = /^(?:[a-z]+:)?[\\/]{2,}[^\\/?#]*$|^[a-z]+:[\\/]*$/i.test(text);
    if (openHost && this.#freedom !== 'any') {
      return 'What is loaded from here runs in the page: the template must give the name of the server and "/" after it.';
    }
    return undefined;
  }

  /** Directly behind the first slash. */
  #folder(following: string, adjacent: boolean): Position | string {
    this.#begun = 'by a field';
    if (following === '' && adjacent)
      return 'Behind the first "/" of an address two fields need something between them.';
    return /^[\\/]/.test(following) ? parts.folder : parts.path;
  }

  #part(): Position {
    this.#begun = 'by a field';
    if (this.#inQuery) return parts.query;
    if (this.#scheme === 'mailto') return parts.mailbox;
    return this.#scheme === 'tel' ? parts.telephone : parts.path;
  }
}

/**
 * Replaces character references up to the query, where they no longer matter, or everywhere; undefined when there is one
 * that it does not know.
 */
function decode(raw: string, upToQuery: boolean): string | undefined {
  if (!raw.includes('&')) return raw;
  const mark = /&(?:#x(?<hex>[0-9a-f]+)|#(?<decimal>[0-9]+)|(?<name>[a-z][a-z0-9]*));?|[?#]/gi;
  let text = '';
  let from = 0;
  for (let found = mark.exec(raw); found; found = mark.exec(raw)) {
    if (!found.groups || found[0] === '?' || found[0] === '#') {
      if (upToQuery) break;
      continue;
    }
    const character = referred(found.groups, found[0], raw[mark.lastIndex]);
    if (character === undefined) return undefined;
    text += raw.slice(from, found.index) + character;
    from = mark.lastIndex;
  }
  return text + raw.slice(from);
}

function referred(
  groups: Record<string, string | undefined>,
  whole: string,
  next: string | undefined,
): string | undefined {
  const { hex, decimal, name } = groups;
  if (name !== undefined) return references[name] ?? (!whole.endsWith(';') && next === '=' ? whole : undefined);
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}
