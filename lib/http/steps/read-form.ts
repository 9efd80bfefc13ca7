import { isUtf8 } from 'node:buffer';
import { IwtError } from '../../errors.ts';
import { isForm, type ParsedRequest, takeBody } from '../body.ts';
import type { Exchange } from '../exchange.ts';

/** Bytes of a form, and how many fields of it are read. */
export const MAX_FORM_BYTES = 65_536;
const MAX_FORM_FIELDS = 200;

/** Reads the fields of a form. Of a repeated field the first counts. */
export async function readForm(exchange: Exchange): Promise<void> {
  const { req, clock } = exchange;
  if (!isForm(req)) throw new IwtError('request.content-type', 'Send the fields of the form.');
  exchange.body = parsedFields(req) ?? fieldsOf(await takeBody(req, { bytes: MAX_FORM_BYTES, clock }));
}

/** What a form parser of the host has left. */
function parsedFields(req: ParsedRequest): Record<string, string> | undefined {
  if (!req.readableDidRead || typeof req.body !== 'object' || req.body === null) return undefined;
  if (req.body instanceof Uint8Array) return undefined;
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(req.body)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') fields[name] = first;
  }
  return fields;
}

function fieldsOf({ bytes, text }: { bytes?: Uint8Array | undefined; text?: string | undefined }) {
  if (bytes !== undefined && !isUtf8(bytes)) throw new IwtError('request.charset', 'The form is not UTF-8.');
  const sent = bytes === undefined ? (text ?? '') : Buffer.from(bytes).toString('utf8');
  const fields: Record<string, string> = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(sent)) {
    count += 1;
    if (count > MAX_FORM_FIELDS) throw new IwtError('request.invalid', 'The form has too many fields.');
    fields[name] ??= value;
  }
  return fields;
}
