import { isUtf8 } from 'node:buffer';
import { IwtError } from '../../errors.ts';
import { parseJson } from '../../wire/json.ts';
import { mediaType } from '../../wire/negotiate.ts';
import { type RawBody, refuseCharset } from '../../wire/read.ts';
import { takeBody } from '../body.ts';
import type { Exchange } from '../exchange.ts';

/** Bytes of a JSON body on the APIs. */
export const MAX_JSON_BYTES = 131_072;
/** Objects and arrays inside one another. */
const MAX_JSON_DEPTH = 16;

/** Reads a JSON body. The content type is required: a foreign page cannot send it without being asked first. */
export async function readJson(exchange: Exchange): Promise<void> {
  const { req, clock } = exchange;
  const body = await takeBody(req, { bytes: MAX_JSON_BYTES, clock });
  if (isEmpty(body)) return;
  const contentType = req.headers['content-type'];
  const type = mediaType(contentType);
  if (type !== 'application/json' && !/^application\/[a-z0-9.-]+\+json$/.test(type)) {
    throw new IwtError('request.content-type', 'Send JSON with the content type application/json.');
  }
  refuseCharset(contentType);
  const value = body.value === undefined ? parseJson(textOf(body)) : body.value;
  if (isDeeper(value, MAX_JSON_DEPTH)) throw new IwtError('request.invalid', 'The body is nested too deeply.');
  exchange.body = value;
}

function isEmpty({ bytes, text, value }: RawBody): boolean {
  return value === undefined && !text && (bytes === undefined || bytes.length === 0);
}

function textOf({ bytes, text }: RawBody): string {
  if (bytes === undefined) return text ?? '';
  if (!isUtf8(bytes)) throw new IwtError('request.charset', 'The body is not UTF-8.');
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}
