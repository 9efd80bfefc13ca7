import { IwtError } from '../errors.ts';
import { MAX_MAILBOX, readMailbox } from '../mail/address.ts';
import { type PasswordProblem, passwordProblem } from '../passwords/weak.ts';
import { hasUnreadable, nameProblem } from '../sessions/account-name.ts';
import { type NewStatus, type Role, roles, type Status } from './user.ts';

export const longestDisplayName = 128;
const longestNote = 255;

/** Most characters of what a listing says. */
export const longestListing = { firstName: 64, lastName: 64, department: 64, extension: 32, publicEmail: MAX_MAILBOX };

export type ListingText = keyof typeof longestListing;
export type UserField = 'username' | 'displayName' | 'role' | 'workgroups' | 'password' | ListingText;
export type FieldProblem = 'address' | 'missing' | 'long' | 'unreadable' | 'unknown' | PasswordProblem;

/** A refused field of a user; `details` says which and why, for pages that show it beside the field. */
export function refused(field: UserField, problem: FieldProblem): IwtError {
  const code = problem === 'missing' ? 'request.missing-data' : 'request.invalid';
  return new IwtError(code, sentence(field, problem), { field, problem });
}

/** @throws IwtError `request.missing-data` or `request.invalid` with `details.field` and `details.problem` */
export function checkUser(user: { username: string; displayName: string; role: string; password: string }): void {
  const name = nameProblem(user.username);
  if (name) throw refused('username', name);
  checkDisplayName(user.displayName);
  checkRole(user.role);
  checkPassword(user.password, [user.username, user.displayName]);
}

/** @throws IwtError as `checkUser` */
export function checkDisplayName(displayName: string): void {
  if (displayName.length > longestDisplayName) throw refused('displayName', 'long');
  if (displayName.trim() === '') throw refused('displayName', 'missing');
  if (hasUnreadable(displayName)) throw refused('displayName', 'unreadable');
}

/** A text of a listing as it is stored; null: it is said no more. @throws IwtError `request.invalid` as `checkUser` */
export function checkListing(field: ListingText, text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  if (trimmed.length > longestListing[field]) throw refused(field, 'long');
  if (hasUnreadable(trimmed)) throw refused(field, 'unreadable');
  if (field !== 'publicEmail') return trimmed;
  const mailbox = readMailbox(trimmed);
  if (mailbox === undefined) throw refused(field, 'address');
  return mailbox;
}

/** @throws IwtError as `checkUser` */
export function checkRole(role: string): void {
  if (!roles.includes(role as Role)) throw refused('role', 'unknown');
}

/** @throws IwtError as `checkUser` */
export function checkPassword(password: string, names: readonly string[]): void {
  if (password === '') throw refused('password', 'missing');
  const problem = passwordProblem(password, names);
  if (problem) throw refused('password', problem);
}

/** The status that is meant, its end and note checked. @throws IwtError `request.invalid` */
export function checkStatus(wanted: NewStatus, known: readonly Status[]): Status {
  const name = wanted.status.trim().toLowerCase();
  const status = known.find((candidate) => candidate.name.toLowerCase() === name);
  if (!status) throw new IwtError('request.invalid', 'There is no such status.', { field: 'status' });
  if (wanted.until !== undefined && !status.allowDate && !status.allowTime) {
    throw new IwtError('request.invalid', `The status "${status.name}" cannot carry an end.`, { field: 'until' });
  }
  if ((wanted.note ?? '').length > longestNote) {
    throw new IwtError('request.invalid', `A note has at most ${longestNote} characters.`, { field: 'note' });
  }
  return status;
}

function sentence(field: UserField, problem: FieldProblem): string {
  const what = {
    username: 'The user name',
    displayName: 'The display name',
    role: 'The role',
    workgroups: 'A workgroup',
    password: 'The password',
    firstName: 'The first name',
    lastName: 'The last name',
    department: 'The department',
    extension: 'The extension',
    publicEmail: 'The e-mail address',
  }[field];
  return `${what} ${sentences[problem]}.`;
}

const sentences: Record<FieldProblem, string> = {
  address: 'is not one address such as "ann@shop.example"',
  missing: 'is missing',
  long: 'is too long',
  unreadable: 'holds characters that cannot be used',
  unknown: 'is not known',
  short: 'needs at least 8 characters',
  common: 'is one of those that attackers try first',
  pattern: 'is a simple pattern that attackers try first',
  name: 'is too much like the name',
};
