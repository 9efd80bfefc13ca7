import { labelled, type Problems } from './account-texts.ts';
import { type FieldSpec, field } from './field.ts';
import type { Html } from './html.ts';
import type { AccountTexts } from './texts.ts';

type Name = keyof AccountTexts['fields'];

/** The fields of a contact as a form shows them. */
export interface ContactForm {
  /** What was typed or is known, by field. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly problems: Problems;
  /** Most characters by field. */
  readonly limits: Readonly<Record<string, number>>;
  readonly shortestPassword?: number;
  /** What is said about a field, below its label. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** Fields that belong together. */
export interface ContactGroup {
  readonly title: string;
  /** Something was typed or is known here, is wrong, or has something said about it. */
  readonly used: boolean;
  readonly fields: readonly Html[];
}

type Entry = readonly [name: Name, type: NonNullable<FieldSpec['type']>, fills: string];

const place = (name: 'home' | 'business', section: string): readonly Entry[] => [
  [`${name}StreetAddress`, 'text', `section-${section} street-address`],
  [`${name}City`, 'text', `section-${section} address-level2`],
  [`${name}State`, 'text', `section-${section} address-level1`],
  [`${name}PostalCode`, 'text', `section-${section} postal-code`],
  [`${name}Country`, 'text', `section-${section} country-name`],
  [`${name}Email`, 'email', `section-${section} ${section} email`],
  [`${name}Phone`, 'tel', `section-${section} ${section} tel`],
  [`${name}Phone2`, 'tel', ''],
  [`${name}Mobile`, 'tel', ''],
  [`${name}Fax`, 'tel', ''],
  [`${name}Pager`, 'tel', ''],
  [`${name}URL`, 'text', `section-${section} url`],
];

const groups = {
  sectionPerson: [
    ['firstName', 'text', 'given-name'],
    ['middleName', 'text', 'additional-name'],
    ['lastName', 'text', 'family-name'],
  ],
  sectionHome: place('home', 'home'),
  sectionBusiness: [
    ['company', 'text', 'organization'],
    ['department', 'text', ''],
    ['jobTitle', 'text', 'organization-title'],
    ['assistantName', 'text', ''],
    ['assistantPhone', 'tel', ''],
    ...place('business', 'work'),
  ],
  sectionRemarks: [['remarks', 'lines', '']],
} as const satisfies Record<string, readonly Entry[]>;

/** All that Tracker can hold of somebody, beside user name and password. */
export function contactGroups(form: ContactForm, texts: AccountTexts, language: string): readonly ContactGroup[] {
  return (Object.keys(groups) as (keyof typeof groups)[]).map((group) => {
    const entries: readonly Entry[] = groups[group];
    return {
      title: texts[group],
      used: entries.some(([name]) => form.values[name] || form.problems[name] || form.hints?.[name]),
      fields: entries.map(([name, type, fills]) => contactField(form, texts, language, name, { type, fills })),
    };
  });
}

export function contactField(
  form: ContactForm,
  texts: AccountTexts,
  language: string,
  name: Name,
  settings: Partial<FieldSpec>,
): Html {
  const longest = form.limits[name];
  const hint = form.hints?.[name];
  const label = labelled(texts, language, name, form.problems[name], { longest, shortest: form.shortestPassword });
  return field(
    { ...label, longest: longest ?? 0, value: form.values[name], ...(hint && { hint }), ...settings },
    texts.optional,
  );
}
