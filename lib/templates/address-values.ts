import { escapeHtml } from './escape.ts';

/** What addresses in a page may begin with; others could run as a program or show what is not from this site. */
const schemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);

export const isAllowedScheme = (scheme: string): boolean => schemes.has(scheme.toLowerCase());

const ready = /^[A-Za-z0-9\-._~:/?#@!$()*+,;=]*$/;
/** What cannot stand in an address, in runs, and a percent sign that begins no escape. */
const unfit = /[^A-Za-z0-9\-._~:/?#[\]@!$&()*+,;=%]+|%(?![0-9A-Fa-f]{2})/g;

/** Escapes what cannot stand in an address and keeps what is escaped already. */
const normalise = (address: string): string =>
  ready.test(address) ? address : escapeHtml(address.replace(unfit, encodeAll));

/** Where browsers see the scheme of an address: they pass over blanks around it and line breaks in it. */
function schemeOf(address: string): string | undefined {
  const head = /^[^/?#]*/.exec(address)?.[0] ?? '';
  const colon = head.indexOf(':');
  return colon < 0 ? undefined : head.slice(0, colon);
}

const trimmed = (value: string): string => trimEnds(value).replace(/[\t\n\r]+/g, '');

/** By hand: a pattern with an end takes long on many blanks inside. */
function trimEnds(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && value.charCodeAt(start) <= 32) start++;
  while (end > start && value.charCodeAt(end - 1) <= 32) end--;
  return value.slice(start, end);
}

/** A whole address or the beginning of one: relative, or of an allowed scheme. Anything else becomes empty. */
export function wholeAddress(value: string): string {
  const address = trimmed(value);
  const scheme = schemeOf(address);
  return scheme === undefined || isAllowedScheme(scheme) ? normalise(address) : '';
}

/** A whole address on the same site. Anything else becomes empty. */
export function sameSiteAddress(value: string): string {
  const address = trimmed(value);
  return schemeOf(address) !== undefined || /^[\\/]{2}/.test(address) ? '' : normalise(address);
}

/** One candidate of a list of addresses: a comma or a blank would begin the next. */
export const listedAddress = (value: string): string => wholeAddress(value).replaceAll(',', '%2C');

const plain = /^[A-Za-z0-9\-_.~]*$/;

/** One value within an address, such as a parameter: nothing in it parts the address. */
export const queryPart = (value: string): string => (plain.test(value) ? value : encodeAll(value));

/** As that, in a path: `..` would leave the folder. */
export const pathPart = (value: string): string => (value === '.' || value === '..' ? '' : queryPart(value));

/** The first folder of a path: without it, `//` would begin the name of another server. */
export const firstFolder = (value: string): string => pathPart(value) || '.';

const plainMailbox = /^[A-Za-z0-9\-_.~@]*$/;

/** A mailbox after `mailto:`. */
export const mailbox = (value: string): string =>
  plainMailbox.test(value) ? value : queryPart(value).replaceAll('%40', '@');

/** A number after `tel:`, without blanks. */
export const telephone = (value: string): string => queryPart(value.replace(/\s+/g, '')).replaceAll('%2B', '+');

/** Percent escapes for every character but letters, digits and `- _ . ~ ! ( ) *`. */
function encodeAll(text: string): string {
  return encode(text).replaceAll("'", '%27');
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half of a surrogate pair is no character.
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  }
}
