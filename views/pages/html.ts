/** Markup that `html` made; nothing that came over the wire can look like it. */
export interface Html {
  readonly [markup]: string;
}

const markup = Symbol('markup');

/** What may stand between the parts of a template. False, null and undefined print nothing. */
export type Value = Html | string | number | false | null | undefined | readonly Value[];

/**
 * A piece of markup. Whatever is filled in is text and gets escaped, for element content and for attribute values in quotes;
 * only other pieces of `html` stay markup.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const text = parts.reduce((before, part, index) => before + print(values[index - 1]) + part);
  return { [markup]: text };
}

/** The text of a whole document. */
export function printHtml(page: Html): string {
  return page[markup];
}

function print(value: Value): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return isHtml(value) ? value[markup] : value.map(print).join('');
}

function isHtml(value: Html | readonly Value[]): value is Html {
  return markup in value;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
