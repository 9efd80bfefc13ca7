import { IwtError } from '../errors.ts';

/** @throws IwtError `request.missing-data`, `request.invalid` */
export function readCredentials(body: unknown): { readonly username: string; readonly password: string } {
  const { username, password } = fieldsOf(body);
  if (isAbsent(username) || isAbsent(password) || username === '' || password === '') {
    throw new IwtError('request.missing-data', 'Send {"username", "password"}.');
  }
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new IwtError('request.invalid', 'The user name and the password are strings.');
  }
  return { username, password };
}

/** The value of a parameter, not yet checked. @throws IwtError `request.missing-data`, `request.invalid` */
export function readValue(body: unknown): string | number {
  const { value } = fieldsOf(body);
  if (isAbsent(value)) throw new IwtError('request.missing-data', 'Send {"value"}.', { field: 'value' });
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new IwtError('request.invalid', 'The value is a string or a number.', { field: 'value' });
  }
  return value;
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (isAbsent(body)) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new IwtError('request.invalid', 'The body is an object.');
  return body as Record<string, unknown>;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
