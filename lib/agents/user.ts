/** What a user may do: agents work, supervisors also look over shoulders, administrators also configure. */
export const roles = ['agent', 'supervisor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** A documented status (handlers-and-site section 4.7); its name is its key. */
export interface Status {
  readonly name: string;
  /** Chats are assigned while it lasts. */
  readonly available: boolean;
  readonly doNotDisturb: boolean;
  readonly followUp: boolean;
  /** It can carry the day, or the time of day, at which it ends. */
  readonly allowDate: boolean;
  readonly allowTime: boolean;
}

/** A user's status as it stands. Times are UTC milliseconds. */
export interface UserStatus {
  readonly name: string;
  readonly since: number;
  /** Announced end; nothing happens by itself then. */
  readonly until: number | null;
  readonly note: string | null;
  readonly available: boolean;
}

export interface UserWorkgroup {
  readonly id: string;
  readonly name: string;
  /** Takes part in the workgroup's assignment. */
  readonly activated: boolean;
}

/** What visitors can find on the search page (docs/automatic-pages.md), once the administrator lists somebody. */
export interface Listing {
  /** Visitors find him. Nobody is listed before somebody says so. */
  readonly listed: boolean;
  /** What a search compares; null: the words of the display name. */
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly department: string | null;
  readonly extension: string | null;
  readonly publicEmail: string | null;
}

/** Somebody who works here: agent, supervisor or administrator. Never holds the password hash. */
export interface User extends Listing {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly workgroups: readonly UserWorkgroup[];
  /** Own limits; null: the workgroup's count. */
  readonly chatMaxAssign: number | null;
  readonly chatUtilization: number | null;
  readonly callbackMaxAssign: number | null;
  readonly callbackUtilization: number | null;
  /** Since when assignment counts the user as idle; null while not available. UTC milliseconds. */
  readonly lastAvailableSince: number | null;
  readonly active: boolean;
  readonly createdAt: number;
}

export interface NewUser {
  readonly username: string;
  readonly displayName?: string | undefined;
  readonly role: Role;
  /** Names of workgroups that exist. */
  readonly workgroups?: readonly string[] | undefined;
  readonly password: string;
}

/** What is absent stays; null: it is said no more. */
export type ListingUpdate = { readonly [Field in keyof Listing]?: Listing[Field] | undefined };

/** What can be changed of a user; what is absent stays. */
export interface UserUpdate extends ListingUpdate {
  readonly displayName?: string | undefined;
  readonly role?: Role | undefined;
  /** Names of the workgroups to belong to from now on, and to no others. */
  readonly workgroups?: readonly string[] | undefined;
  /** Own limits; null: the workgroup's count. */
  readonly chatMaxAssign?: number | null | undefined;
  readonly chatUtilization?: number | null | undefined;
  readonly callbackMaxAssign?: number | null | undefined;
  readonly callbackUtilization?: number | null | undefined;
}

export interface NewStatus {
  /** Documented name; letter case does not count. */
  readonly status: string;
  /** UTC milliseconds; only where the status allows a date or time. */
  readonly until?: number | undefined;
  readonly note?: string | undefined;
}

/** What others learn when a user changes. `ended`: may no longer work here, so open streams close. */
export interface UserChange {
  readonly user: string;
  readonly kind: 'status' | 'user' | 'ended';
}
