import { IwtError } from '../errors.ts';
import { mediaType } from '../wire/negotiate.ts';
import { type RawBody, refuseCharset } from '../wire/read.ts';
import { parseUrlencoded } from './fields.ts';
import { parseMultipart } from './multipart.ts';
import type { Fields } from './request.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The fields of a POST.
 * @throws IwtError `request.content-type` (no form, or a file), `request.charset`, `request.invalid`
 */
export function parseForm(body: RawBody, contentType: string | undefined): Fields | Promise<Fields> {
  const type = mediaType(contentType);
  if (isEmpty(body)) return [];
  refuseCharset(contentType);
  if (type === 'application/x-www-form-urlencoded') return parseUrlencoded(textOf(body));
  if (type === 'multipart/form-data') return parseMultipart(bytesOf(body), contentType as string);
  throw new IwtError('request.content-type', 'Send the fields of a form.');
}

function isEmpty({ bytes, text, value }: RawBody): boolean {
  return value === undefined && (bytes === undefined ? !text : bytes.length === 0);
}

function textOf({ bytes, text }: RawBody): string {
  return bytes === undefined ? (text ?? '') : decoder.decode(bytes);
}

function bytesOf({ bytes, text }: RawBody): Uint8Array {
  return bytes ?? Buffer.from(text ?? '');
}
