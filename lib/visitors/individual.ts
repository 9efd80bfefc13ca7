/** Tracker individual with an account. */
export interface Individual {
  /** 22 characters. */
  readonly id: string;
  readonly username: string;
  /** First and last name, or the user name where neither was given. At most 128 characters. */
  readonly displayName: string;
}

/** An e-mail address of an individual, as it was typed. */
export interface Mailbox {
  readonly address: string;
  /** A link that was mailed there has been opened. */
  readonly verified: boolean;
}

/** The 35 keys of `contact` (visitor-protocol section 10) with the most characters each may have. */
export const contactLimits = {
  username: 100,
  password: 64,
  firstName: 50,
  middleName: 50,
  lastName: 50,
  homeStreetAddress: 255,
  homeCity: 50,
  homeState: 50,
  homePostalCode: 20,
  homeCountry: 50,
  homeEmail: 255,
  homePhone: 255,
  homePhone2: 255,
  homeFax: 255,
  homePager: 255,
  homeMobile: 255,
  homeURL: 255,
  department: 50,
  company: 100,
  jobTitle: 100,
  assistantName: 128,
  assistantPhone: 255,
  businessStreetAddress: 255,
  businessCity: 50,
  businessState: 50,
  businessPostalCode: 20,
  businessCountry: 50,
  businessEmail: 255,
  businessPhone: 255,
  businessPhone2: 255,
  businessFax: 255,
  businessPager: 255,
  businessMobile: 255,
  businessURL: 255,
  remarks: 2000,
} as const;

export type ContactField = keyof typeof contactLimits;

/** What a visitor registers with; absent, null and empty all mean "not given". */
export type Contact = Partial<Record<ContactField, string | null>>;
