import { IwtError } from '../errors.ts';
import { keyOf } from './fields.ts';

/** HTML that somebody vouches for: in the text of a page it is written as it is; elsewhere it is a text like others. */
export class TrustedHtml {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/** Vouches for HTML. Nothing that visitors sent may be in it. */
export const trusted = (html: string): TrustedHtml => new TrustedHtml(html);

/** The value of a field: a text, a list of texts, or HTML that somebody vouches for. */
export type Binding = string | readonly string[] | TrustedHtml;

/** The values by the numbers of the template's names: a text or a list, and whether it is HTML. */
export interface Bound {
  readonly texts: readonly string[];
  readonly lists: readonly (readonly string[] | undefined)[];
  readonly html: readonly boolean[];
}

interface Names {
  readonly spelt: readonly string[];
  get(key: string): number | undefined;
}

export function bind(names: Names, bindings: Readonly<Record<string, unknown>>, template: string): Bound {
  const texts = names.spelt.map(() => '');
  const lists: (readonly string[] | undefined)[] = names.spelt.map(() => undefined);
  const html = names.spelt.map(() => false);
  for (const [name, value] of Object.entries(bindings)) {
    const number = names.get(keyOf(name));
    if (number === undefined || value === undefined) continue;
    if (typeof value === 'string') texts[number] = value;
    else if (isList(value)) lists[number] = value;
    else if (value instanceof TrustedHtml) {
      texts[number] = String(value);
      html[number] = true;
    } else {
      const message = `${template}: the value of "${name}" must be a text or a list of texts.`;
      throw new IwtError('template.invalid', message, { template, field: name });
    }
  }
  return { texts, lists, html };
}

const isList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
