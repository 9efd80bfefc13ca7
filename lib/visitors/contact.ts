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

/** @throws IwtError `request.missing-data` or `request.invalid`; `details` is a ContactRefusal */
export function checkContact(contact: Contact): CheckedContact {
  const given: Partial<Record<ContactField, string>> = {};
  for (const field of fields) {
    const value = contact[field];
    if (value === undefined || value === null) continue;
    const text = field === 'password' ? value : value.trim();
    if (text !== '') given[field] = text;
  }
  for (const field of ['username', 'password'] as const) if (!given[field]) throw refused(field, 'missing');
  for (const field of fields) {
    const problem = given[field] === undefined ? undefined : problemOf(field, given[field], given);
    if (problem) throw refused(field, problem);
  }
  return given as CheckedContact;
}

function problemOf(
  field: ContactField,
  value: string,
  given: Partial<Record<ContactField, string>>,
): ContactProblem | undefined {
  if (field === 'password') {
    return passwordProblem(value, namesOf(given), contactLimits.password);
  }
  // Databases count characters; limits of the original are in characters too.
  if ([...value].length > contactLimits[field]) return 'long';
  if (field === 'username') return nameProblem(value) ?? undefined;
  // A text field of one line has no control characters; remarks may have several lines.
  const odd = field === 'remarks' ? /[^\P{Control}\t\n\r]|\p{Surrogate}/u : /\p{Control}|\p{Surrogate}/u;
  return odd.test(value) ? 'unreadable' : undefined;
}

function namesOf(given: Partial<Record<ContactField, string>>): string[] {
  const { username = '', firstName = '', lastName = '', homeEmail = '' } = given;
  return [username, `${firstName}${lastName}`, `${firstName} ${lastName}`, homeEmail];
}

function refused(field: ContactField, problem: ContactProblem): IwtError {
  const code = problem === 'missing' ? 'request.missing-data' : 'request.invalid';
  const refusal: ContactRefusal = { field, problem };
  return new IwtError(code, `The field ${field} of the contact is refused: ${problem}.`, { ...refusal });
}
