import { IwtError } from '../errors.ts';
import { checkFigure, type LimitName, limits } from '../workgroups/workgroups.ts';
import { checkDisplayName, checkListing, checkRole, type ListingText, longestListing } from './checks.ts';
import type { UserColumns } from './store.ts';
import type { UserUpdate } from './user.ts';

const limitColumns: Readonly<Record<LimitName, string>> = {
  chatMaxAssign: 'chat_max_assign',
  chatUtilization: 'chat_utilization',
  callbackMaxAssign: 'callback_max_assign',
  callbackUtilization: 'callback_utilization',
};

const listingColumns: Readonly<Record<ListingText, string>> = {
  firstName: 'first_name',
  lastName: 'last_name',
  department: 'department',
  extension: 'extension',
  publicEmail: 'public_email',
};

/** The columns of an update. @throws IwtError `request.missing-data` (nothing to change) or `request.invalid` */
export function updateOf(update: UserUpdate): UserColumns['columns'] {
  if (Object.values(update).every((value) => value === undefined)) {
    throw new IwtError('request.missing-data', 'Say what to change of the user.');
  }
  const columns: Record<string, string | number | null> = {};
  const { displayName, role } = update;
  if (displayName !== undefined) {
    checkDisplayName(displayName);
    columns.display_name = displayName.trim();
  }
  if (role !== undefined) {
    checkRole(role);
    columns.role = role;
  }
  for (const name of Object.keys(limits) as LimitName[]) {
    const value = update[name];
    if (value === undefined) continue;
    checkFigure(name, value);
    columns[limitColumns[name]] = value;
  }
  if (update.listed !== undefined) columns.listed = update.listed ? 1 : null;
  for (const name of Object.keys(longestListing) as ListingText[]) {
    const value = update[name];
    if (value !== undefined) columns[listingColumns[name]] = checkListing(name, value);
  }
  return columns;
}
