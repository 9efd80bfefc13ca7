import { type ErrorCode, IwtError } from '../errors.ts';
import * as limits from './limits.ts';

/**
 * What every visitor says who asks for somebody, by chat or callback: whom, and who he is. What is too long is refused,
 * never cut, so that nobody believes to have said what did not arrive.
 */

/** Prefix of a page's attributes (visitor-protocol section 6.1). */
const ATTRIBUTE_PREFIX = 'WebTools_';
/** The page's `customInfo` as an attribute of the interaction (handlers-and-site section 4.1). */
const CUSTOM_INFO = 'CUSTOM_INFO';

/** Already read from the wire. */
export interface VisitorInput {
  /** Workgroup or user; letter case does not matter. */
  readonly target: string;
  /** `Workgroup` (when absent) or `User`, in any letter case. */
  readonly targetType?: string | undefined;
  readonly name?: string | undefined;
  /** Null, empty or absent: an anonymous visitor. Otherwise `name` is a login name. */
  readonly password?: string | null | undefined;
  readonly customInfo?: string | undefined;
  /** Page attributes, not yet prefixed. Null values are left out. */
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
  /** Language tag of the visitor's page, e.g. `en-us`. */
  readonly language?: string | undefined;
  /** The visitor's network address. */
  readonly address?: string | undefined;
}

/** The same, sound. */
export interface VisitorRequest {
  readonly target: string;
  readonly targetType: string | undefined;
  /** Empty: the visitor gave none. */
  readonly name: string;
  /** Undefined: an anonymous visitor. */
  readonly password: string | undefined;
  readonly language: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly address: string | undefined;
}

/** @throws IwtError `request.missing-data`, `request.invalid` */
export function readVisitorInput(input: VisitorInput): VisitorRequest {
  const target = within(input.target, limits.MAX_TARGET, 'target').trim();
  if (target === '') throw refuse('request.missing-data', 'A target is needed.', 'target');
  const name = oneLine(within(input.name ?? '', limits.MAX_NAME, 'name'));
  const password = within(input.password ?? '', limits.MAX_PASSWORD, 'credentials') || undefined;
  if (password && name === '') throw refuse('request.missing-data', 'Credentials need a name.', 'name');
  return {
    target,
    targetType: input.targetType,
    name,
    password,
    language: languageTag(input.language),
    attributes: readAttributes(input),
    // The column's width; an address from the network is never longer.
    address: input.address?.slice(0, 45),
  };
}

function readAttributes({ attributes = {}, customInfo }: VisitorInput): Record<string, string> {
  const entries = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null);
  if (entries.length > limits.MAX_ATTRIBUTES) throw refuse('request.invalid', 'Too many attributes.', 'attributes');
  const result: Record<string, string> = {};
  for (const [name, value] of entries) {
    within(name, limits.MAX_ATTRIBUTE_NAME, 'attributes');
    result[ATTRIBUTE_PREFIX + oneLine(name)] = clean(within(value, limits.MAX_ATTRIBUTE_VALUE, 'attributes'));
  }
  const info = clean(within(customInfo ?? '', limits.MAX_CUSTOM_INFO, 'customInfo'));
  if (info !== '') result[CUSTOM_INFO] = info;
  return result;
}

/** A hint only: what is no language tag says nothing about the visitor's language. */
function languageTag(tag: string | undefined): string | undefined {
  const trimmed = tag?.trim().toLowerCase() ?? '';
  return trimmed.length <= limits.MAX_LANGUAGE && /^[a-z]{1,8}([-_][a-z0-9]{1,8})*$/.test(trimmed)
    ? trimmed
    : undefined;
}

/** The text, unless it is longer than `most` UTF-16 units or no text at all. */
export function within(text: unknown, most: number, field: string): string {
  if (typeof text !== 'string') throw refuse('request.invalid', `${field} is not a text.`, field);
  if (text.length <= most) return text;
  throw refuse('request.invalid', `${field} has more than ${most} characters.`, field);
}

/** A GUID as it opens a session; its letter case does not matter. */
export function readGuid(value: string): string {
  return within(value, limits.MAX_ID, 'id').trim().toLowerCase();
}

/** A name is one line. */
export function oneLine(text: string): string {
  return wellFormed(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** SQLite ends a text at NUL in places. */
export function clean(text: string): string {
  return wellFormed(text).replaceAll('\0', '');
}

/** Half of a surrogate pair is no character, and does not survive the database. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

export function refuse(code: ErrorCode, message: string, field: string): IwtError {
  return new IwtError(code, message, { field });
}
