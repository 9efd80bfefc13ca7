import { IwtError } from '../errors.ts';
import { wellFormed } from '../wire/visitor-input.ts';
import type { FieldList } from './handler.ts';
import type { Fields } from './request.ts';

/** Characters of a query. */
export const MAX_QUERY_LENGTH = 8_192;
/** Items of a query, and fields of a form. */
export const MAX_FIELDS = 500;
/** Characters of a field's name. */
export const MAX_FIELD_NAME = 500;
/** Bytes of a form. */
export const MAX_FORM_BYTES = 262_144;

export interface Query {
  /** The items, decoded: `name=value` or a bare word. */
  readonly commandLine: readonly string[];
  /** The same as fields; a bare word is a field without a value. */
  readonly fields: Fields;
}

/** @throws IwtError `request.too-long` (more than MAX_QUERY_LENGTH characters), `request.invalid` (too many items) */
export function parseQuery(query: string): Query {
  if (query.length > MAX_QUERY_LENGTH) {
    const details = { limit: 'MAX_QUERY_LENGTH', most: MAX_QUERY_LENGTH };
    throw new IwtError('request.too-long', `The query has more than ${MAX_QUERY_LENGTH} characters.`, details);
  }
  const fields = parseUrlencoded(asUtf8(query));
  const commandLine = fields.map(([name, value, bare]) => (bare ? name : `${name}=${value}`));
  return { commandLine, fields };
}

/**
 * The items of a query or an urlencoded form, in order. What is no UTF-8 becomes U+FFFD, and a percent sign that begins no
 * escape stands for itself. `bare`: there was no equals sign.
 * @throws IwtError `request.invalid` (too many, or too long a name)
 */
export function parseUrlencoded(sent: string): (readonly [name: string, value: string, bare: boolean])[] {
  const text = wellFormed(sent);
  const found: (readonly [string, string, boolean])[] = [];
  let start = 0;
  while (start <= text.length) {
    const at = text.indexOf('&', start);
    const end = at === -1 ? text.length : at;
    if (end > start) {
      if (found.length === MAX_FIELDS) throw tooMany();
      const item = text.slice(start, end);
      const equals = item.indexOf('=');
      const name = decode(equals === -1 ? item : item.slice(0, equals));
      if (name.length > MAX_FIELD_NAME) throw nameTooLong();
      found.push([name, equals === -1 ? '' : decode(item.slice(equals + 1)), equals === -1]);
    }
    start = end + 1;
  }
  return found;
}

export function tooMany(): IwtError {
  const details = { limit: 'MAX_FIELDS', most: MAX_FIELDS };
  return new IwtError('request.invalid', `There are more than ${MAX_FIELDS} fields.`, details);
}

export function nameTooLong(): IwtError {
  const details = { limit: 'MAX_FIELD_NAME', most: MAX_FIELD_NAME };
  return new IwtError('request.invalid', `The name of a field has more than ${MAX_FIELD_NAME} characters.`, details);
}

/** Bytes above 127 reach us one by one, as characters. */
function asUtf8(text: string): string {
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return byTheStandard(text);
  }
}

/** Slower, and knows what to make of anything (URL Standard, application/x-www-form-urlencoded parsing). */
function byTheStandard(text: string): string {
  return new URLSearchParams(`=${text}`).get('') ?? '';
}

export function formOf(fields: Fields): ReadonlyMap<string, readonly string[]> {
  const form = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const known = form.get(name);
    if (known) known.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/** The values of a handler's fields. */
export function bind(list: FieldList, fields: Fields): Record<string, string | readonly string[]> {
  const bound: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, kind] of Object.entries(list)) {
    const folded = name.toLowerCase();
    const values = fields.filter(([sent]) => sent.toLowerCase() === folded).map(([, value]) => value);
    bound[name] = kind === 'list' ? values : (values[0] ?? '');
  }
  return bound;
}

/** Value of the first field of that name, without letter case. */
export function firstOf(fields: Fields, name: string): string | undefined {
  const folded = name.toLowerCase();
  return fields.find(([sent]) => sent.length === folded.length && sent.toLowerCase() === folded)?.[1];
}
