import { IwtError } from '../errors.ts';
import { type ContactProblem, readContact } from './contact.ts';
import { type ContactRows, contactOf, contactRows } from './contact-rows.ts';
import { type Contact, type ContactField, contactLimits } from './individual.ts';
import type { ProfileStore, StoredProfile } from './store-profile.ts';

/** The fields of a contact that its individual may change. */
export type ProfileField = Exclude<ContactField, 'username' | 'password'>;

export type ProfileValues = Readonly<Partial<Record<ProfileField, string>>>;

export const profileFields = (Object.keys(contactLimits) as ContactField[]).filter(
  (field): field is ProfileField => field !== 'username' && field !== 'password',
);

/** What is known of an account beside its password. */
export interface Profile {
  readonly username: string;
  /** Grows with every change; a change names the one it was made on. */
  readonly version: number;
  /** What is not known is absent. */
  readonly values: ProfileValues;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

/** What came of a change. `stale`: somebody else saved other values meanwhile, and nothing was changed. */
export type ProfileChange =
  | { readonly outcome: 'saved' }
  | { readonly outcome: 'refused'; readonly problems: Readonly<Partial<Record<ProfileField, ContactProblem>>> }
  | { readonly outcome: 'stale'; readonly profile: Profile };

export interface Profiles {
  profile(id: string): Promise<Profile | undefined>;
  /**
   * Makes the contact what `values` say; what is absent or empty is forgotten.
   * @throws IwtError `login.required`: the account is gone
   */
  changeProfile(id: string, version: number, values: Contact): Promise<ProfileChange>;
}

export function createProfiles(store: ProfileStore): Profiles {
  return {
    async profile(id) {
      const found = await store.read(id);
      return found && profileOf(found);
    },
    async changeProfile(id, version, typed) {
      const account = await store.read(id);
      if (!account) throw gone();
      const { given, refusals } = readContact({ ...typed, username: account.username });
      const problems: Partial<Record<ProfileField, ContactProblem>> = {};
      for (const { field, problem } of refusals) if (isProfileField(field)) problems[field] = problem;
      if (Object.keys(problems).length > 0) return { outcome: 'refused', problems };
      return store.change(id, (current): { result: ProfileChange; rows?: ContactRows } => {
        if (!current) throw gone();
        const before = profileOf(current);
        if (profileFields.every((field) => before.values[field] === given[field])) {
          return { result: { outcome: 'saved' } };
        }
        if (before.version !== version) return { result: { outcome: 'stale', profile: before } };
        const contact = { ...given, username: current.username, password: '' };
        return { result: { outcome: 'saved' }, rows: contactRows(contact, id, before.createdAt) };
      });
    },
  };
}

function profileOf({ username, version, individual, addresses, connections, createdAt, lastLoginAt }: StoredProfile) {
  const values: ProfileValues = contactOf({ individual, addresses, connections }, username);
  return { username, version, values, createdAt, lastLoginAt };
}

function isProfileField(field: ContactField): field is ProfileField {
  return field !== 'username' && field !== 'password';
}

function gone(): IwtError {
  return new IwtError('login.required', 'This account is no longer there.');
}
