import { IwtError } from '../errors.ts';
import { type PasswordProblem, passwordProblem } from '../passwords/weak.ts';
import { nameProblem } from '../sessions/account-name.ts';
import { type Contact, type ContactField, contactLimits } from './individual.ts';

export type ContactProblem = 'missing' | 'long' | 'unreadable' | PasswordProblem;

/** Why a contact is refused; pages show it beside the field. */
export interface ContactRefusal {
  readonly field: ContactField;
  readonly problem: ContactProblem;
}

/** A contact whose values fit; what was not given is absent, and what was given is trimmed (the password is not). */
export type CheckedContact = { readonly [Field in ContactField]?: string } & {
  readonly username: string;
  readonly password: string;
};

const fields = Object.keys(contactLimits) as ContactField[];

/** The values that were given, and everything that is wrong with them. */
export interface ReadContact {
  readonly given: Readonly<Partial<Record<ContactField, string>>>;
  readonly refusals: readonly ContactRefusal[];
}

export function readContact(contact: Contact): ReadContact {
  const given: Partial<Record<ContactField, string>> = {};
  const refusals: ContactRefusal[] = [];
  for (const field of fields) {
    const value: unknown = contact[field] ?? '';
    // The wire and the form give strings; whatever else a caller passes is not guessed at.
    if (typeof value !== 'string') refusals.push({ field, problem: 'unreadable' });
    else if (field === 'password' ? value !== '' : value.trim() !== '') {
      given[field] = field === 'password' ? value : value.trim();
    }
  }
  for (const field of fields) {
    const value = given[field];
    const problem = value === undefined ? isRequired(field) && 'missing' : problemOf(field, value, given);
    if (problem && !refusals.some((refusal) => refusal.field === field)) refusals.push({ field, problem });
  }
  return { given, refusals };
}

/** @throws IwtError `request.missing-data` or `request.invalid`; `details` is a ContactRefusal */
export function checkContact(contact: Contact): CheckedContact {
  const { given, refusals } = readContact(contact);
  const refusal = refusals.find(({ problem }) => problem === 'missing') ?? refusals[0];
  if (!refusal) return given as CheckedContact;
  const code = refusal.problem === 'missing' ? 'request.missing-data' : 'request.invalid';
  const message = `The field ${refusal.field} of the contact is refused: ${refusal.problem}.`;
  throw new IwtError(code, message, { ...refusal });
}

function isRequired(field: ContactField): boolean {
  return field === 'username' || field === 'password';
}

function problemOf(
  field: ContactField,
  value: string,
  given: Partial<Record<ContactField, string>>,
): ContactProblem | undefined {
  if (field === 'password') return newPasswordProblem(value, given);
  // Databases count characters; limits of the original are in characters too.
  if ([...value].length > contactLimits[field]) return 'long';
  if (field === 'username') return nameProblem(value);
  // A text field of one line has no control characters; remarks may have several lines.
  const odd = field === 'remarks' ? /[^\P{Control}\t\n\r]|\p{Surrogate}/u : /\p{Control}|\p{Surrogate}/u;
  return odd.test(value) ? 'unreadable' : undefined;
}

/** What is wrong with a new password of somebody with this contact, or undefined. */
export function newPasswordProblem(password: string, contact: Partial<Record<ContactField, string>>) {
  return passwordProblem(password, namesOf(contact), contactLimits.password);
}

function namesOf(given: Partial<Record<ContactField, string>>): string[] {
  const { username = '', firstName = '', lastName = '', homeEmail = '' } = given;
  return [username, `${firstName}${lastName}`, `${firstName} ${lastName}`, homeEmail];
}
