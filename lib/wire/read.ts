import { isUtf8 } from 'node:buffer';
import { IwtError } from '../errors.ts';
import { parseJson } from './json.ts';
import { MAX_BODY_BYTES } from './limits.ts';
import { fieldKind, type Message, readMessage } from './shape.ts';
import { parseXml, type XmlDocument } from './xml.ts';

/**
 * A body as it reached the server. Hosts may have run a parser of their own before us, so it is either bytes, or text,
 * or a value that is already parsed. All absent: there was no body.
 */
export interface RawBody {
  readonly bytes?: Uint8Array | undefined;
  readonly text?: string | undefined;
  readonly value?: unknown;
}

/**
 * Reads a request's message. The content type does not decide how (visitor-protocol section 2.5): after a byte order
 * mark and white space `{` or `[` begins JSON, `<` begins XML, nothing is no data.
 * @throws IwtError `request.charset`, `request.too-large`, `request.missing-data`, `request.invalid`
 */
export function read<T>(expected: Message<T>, body: RawBody, contentType: string | undefined): T {
  refuseCharset(contentType);
  if (body.value !== undefined) return readMessage(expected, body.value, false);
  const text = textOf(body).trim();
  if (text === '') throw new IwtError('request.missing-data', 'The request has no body.');
  const first = text[0];
  if (first === '{' || first === '[') return readMessage(expected, parseJson(text), false);
  if (first === '<') return readMessage(expected, fieldsOf(parseXml(text), expected), true);
  throw new IwtError('request.invalid', 'The body is neither JSON nor XML.');
}

/** The content type may name its charset more than once (section 2.5); each has to be UTF-8 or its subset. */
export function refuseCharset(contentType: string | undefined): void {
  if (contentType === undefined || !/charset/i.test(contentType)) return;
  for (const [, value = ''] of contentType.matchAll(/;\s*charset\s*=\s*["']?([^"';\s]*)/gi)) {
    if (!/^(utf-?8|us-ascii)?$/i.test(value)) throw new IwtError('request.charset', 'The charset has to be UTF-8.');
  }
}

/**
 * A body as it came, for what is no message. What a parser of the host has read is written anew.
 * @throws IwtError `request.charset`, `request.too-large`
 */
export function readText(body: RawBody): string {
  return body.value === undefined ? textOf(body) : JSON.stringify(body.value);
}

function textOf(body: RawBody): string {
  if (body.text !== undefined) return limited(body.text.length, body.text.replace(/^\ufeff/, ''));
  const bytes = body.bytes;
  if (bytes === undefined) return '';
  if (!isUtf8(bytes)) throw new IwtError('request.charset', 'The body is not UTF-8.');
  return limited(bytes.length, decoder.decode(bytes));
}

// Drops a byte order mark.
const decoder = new TextDecoder('utf-8');

function limited(size: number, text: string): string {
  if (size > MAX_BODY_BYTES) throw new IwtError('request.too-large', 'The body is too large.');
  return text;
}

/**
 * The fields of an XML message. The root's name is not known for requests (section 16): it is a wrapper around the
 * fields (`<chat><target>…`), or the one field itself (`<typingIndicator>true`, `<contact><username>…`).
 */
function fieldsOf(document: XmlDocument, expected: Message<unknown>): unknown {
  const kind = fieldKind(expected, document.root);
  const scalar = kind === 'text' || kind === 'boolean';
  const isField = typeof document.value === 'string' ? scalar : kind !== undefined && !scalar;
  if (isField) return { [document.root]: document.value };
  return typeof document.value === 'string' ? {} : document.value;
}
