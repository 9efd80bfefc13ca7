import type { CheckedContact } from './contact.ts';
import type { ContactField } from './individual.ts';

/** Keys of the seeded lookup tables (handlers-and-site section 5.6). */
const external = 1;
const addressTypes = { home: 1, business: 2 } as const;
const subTypes = { home: 1, business: 2, assistant: 3 } as const;
export const connectionTypes = { Phone: 1, Email: 2, Fax: 3, Pager: 4, Mobile: 5, URL: 6 } as const;

type Place = keyof typeof addressTypes;

/** Which field is which connection; `Phone2` is a second number of the same kind. */
const connections = [
  ...(['home', 'business'] as const).flatMap((place) =>
    (['Phone', 'Phone2', 'Email', 'Fax', 'Pager', 'Mobile', 'URL'] as const).map((kind) => ({
      field: `${place}${kind}` as const,
      type: connectionTypes[kind === 'Phone2' ? 'Phone' : kind],
      subType: subTypes[place],
    })),
  ),
  { field: 'assistantPhone', type: connectionTypes.Phone, subType: subTypes.assistant },
] as const;

/** Rows that a registration writes, in the columns of Tracker. */
export interface ContactRows {
  readonly individual: Readonly<Record<string, string | number | null>>;
  readonly addresses: readonly Readonly<Record<string, string | number | null>>[];
  readonly connections: readonly Readonly<Record<string, string | number>>[];
}

/** What is on disk of a contact, as far as it is read back. */
export interface StoredContact {
  readonly individual: {
    readonly last_name: string;
    readonly first_name: string | null;
    readonly middle_name: string | null;
    readonly department: string | null;
    readonly company: string | null;
    readonly job_title: string | null;
    readonly assistant_name: string | null;
    readonly remarks: string | null;
  };
  readonly addresses: readonly {
    readonly addr_type_id: number;
    readonly street_address: string | null;
    readonly city: string | null;
    readonly state: string | null;
    readonly zip: string | null;
    readonly country: string | null;
  }[];
  readonly connections: readonly {
    readonly conn_type_id: number;
    readonly conn_sub_type_id: number;
    readonly value: string;
    readonly verified_at: number | string | null;
  }[];
}

export function contactRows(contact: CheckedContact, id: string, now: number): ContactRows {
  return {
    individual: {
      indiv_id: id,
      indiv_type_id: external,
      last_name: contact.lastName ?? standIn(contact.username),
      first_name: contact.firstName ?? null,
      middle_name: contact.middleName ?? null,
      department: contact.department ?? null,
      company: contact.company ?? null,
      job_title: contact.jobTitle ?? null,
      assistant_name: contact.assistantName ?? null,
      remarks: contact.remarks ?? null,
      created_utc: now,
    },
    addresses: (['home', 'business'] as const).flatMap((place) => addressRow(contact, id, place)),
    connections: connectionRows(contact, id),
  };
}

/** The contact that `contactRows` made rows of, without user name and password. */
export function contactOf(stored: StoredContact, username: string): Partial<CheckedContact> {
  const { individual: row, addresses } = stored;
  const left = [...stored.connections];
  const values: Partial<Record<ContactField, string | null | undefined>> = {
    lastName: row.last_name === standIn(username) ? null : row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    department: row.department,
    company: row.company,
    jobTitle: row.job_title,
    assistantName: row.assistant_name,
    remarks: row.remarks,
  };
  for (const place of ['home', 'business'] as const) {
    const address = addresses.find((one) => one.addr_type_id === addressTypes[place]);
    values[`${place}StreetAddress`] = address?.street_address;
    values[`${place}City`] = address?.city;
    values[`${place}State`] = address?.state;
    values[`${place}PostalCode`] = address?.zip;
    values[`${place}Country`] = address?.country;
  }
  for (const { field, type, subType } of connections) {
    const at = left.findIndex((one) => one.conn_type_id === type && one.conn_sub_type_id === subType);
    if (at >= 0) values[field] = left.splice(at, 1)[0]?.value;
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

function addressRow(contact: CheckedContact, id: string, place: Place): ContactRows['addresses'][number][] {
  const address = {
    street_address: contact[`${place}StreetAddress`] ?? null,
    city: contact[`${place}City`] ?? null,
    state: contact[`${place}State`] ?? null,
    zip: contact[`${place}PostalCode`] ?? null,
    country: contact[`${place}Country`] ?? null,
  };
  if (Object.values(address).every((value) => value === null)) return [];
  return [{ indiv_id: id, addr_type_id: addressTypes[place], ...address, is_default: place === 'home' ? 1 : 0 }];
}

/** The first connection of each type is the individual's default for it. */
function connectionRows(contact: CheckedContact, id: string): ContactRows['connections'] {
  const seen = new Set<number>();
  return connections.flatMap(({ field, type, subType }) => {
    const value = contact[field];
    if (value === undefined) return [];
    const isDefault = seen.has(type) ? 0 : 1;
    seen.add(type);
    return [{ indiv_id: id, conn_type_id: type, conn_sub_type_id: subType, value, is_default: isDefault }];
  });
}

/** A last name is required in Tracker but not asked for: the user name stands there, cut to its 50 characters. */
export function standIn(username: string): string {
  return [...username].slice(0, 50).join('');
}
