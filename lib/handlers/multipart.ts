import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { IwtError } from '../errors.ts';
import { MAX_FIELD_NAME, MAX_FIELDS, MAX_FORM_BYTES, nameTooLong, tooMany } from './fields.ts';
import type { Fields } from './request.ts';

/**
 * The text parts of a form with boundaries. A file that was not chosen is no file.
 * @throws IwtError `request.content-type` (a file), `request.invalid` (broken, or too many fields)
 */
export function parseMultipart(bytes: Uint8Array, contentType: string): Promise<Fields> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    let refused: IwtError | undefined;
    const refuse = (error: IwtError) => {
      refused ??= error;
    };
    const parser = open(contentType);
    parser
      .on('field', (name, value, { nameTruncated }) => {
        if (nameTruncated || name.length > MAX_FIELD_NAME) refuse(nameTooLong());
        fields.push([name ?? '', value]);
      })
      .on('file', (_name, file, { filename }) => {
        if (filename) refuse(noFiles());
        emptied(file, () => refuse(noFiles()));
      })
      .on('fieldsLimit', () => refuse(tooMany()))
      .on('partsLimit', () => refuse(tooMany()))
      .on('error', () => reject(refused ?? broken()))
      .on('close', () => (refused ? reject(refused) : resolve(fields)));
    parser.end(bytes);
  });
}

function open(contentType: string): busboy.Busboy {
  const limits = {
    fieldNameSize: MAX_FIELD_NAME * 4,
    fieldSize: MAX_FORM_BYTES,
    fields: MAX_FIELDS,
    parts: MAX_FIELDS * 2,
    headerPairs: 20,
  };
  try {
    return busboy({ headers: { 'content-type': contentType }, limits, defCharset: 'utf8', defParamCharset: 'utf8' });
  } catch {
    throw broken();
  }
}

/** Browsers send an empty part for a file that was not chosen. */
function emptied(file: Readable, found: () => void): void {
  file.on('error', () => {}).on('data', found);
}

function noFiles(): IwtError {
  return new IwtError('request.content-type', 'Files are not taken here.');
}

function broken(): IwtError {
  return new IwtError('request.invalid', 'The form is broken.');
}
