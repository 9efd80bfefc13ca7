import { IwtError } from '../errors.ts';

/** @throws IwtError `request.invalid` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new IwtError('request.invalid', 'The body is not JSON.');
  }
}

/** U+2028 and U+2029 end a line inside a string for clients that evaluate the body (visitor-protocol section 2.7). */
export function printJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes('\u2028') && !text.includes('\u2029')) return text;
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
