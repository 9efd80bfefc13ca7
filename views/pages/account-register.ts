import { type Refused, refusalSummary } from './account-summary.ts';
import { labelled, type Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { type FieldSpec, field } from './field.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, localeFor } from './texts.ts';

export interface RegisterPage extends Reader, Refused {
  /** What was typed, by field. */
  readonly values: Readonly<Record<string, string>>;
  /** Most characters by field. */
  readonly limits: Readonly<Record<string, number>>;
  readonly shortestPassword: number;
}

type Name = keyof AccountTexts['fields'];

const places = [
  ['StreetAddress', 'text', 'street-address'],
  ['City', 'text', 'address-level2'],
  ['State', 'text', 'address-level1'],
  ['PostalCode', 'text', 'postal-code'],
  ['Country', 'text', 'country-name'],
  ['Email', 'email', 'email'],
  ['Phone', 'tel', 'tel'],
  ['Phone2', 'tel', ''],
  ['Mobile', 'tel', ''],
  ['Fax', 'tel', ''],
  ['Pager', 'tel', ''],
  ['URL', 'text', 'url'],
] as const;

const person = [
  ['firstName', 'text', 'given-name'],
  ['middleName', 'text', 'additional-name'],
  ['lastName', 'text', 'family-name'],
] as const;

const work = [
  ['company', 'text', 'organization'],
  ['department', 'text', ''],
  ['jobTitle', 'text', 'organization-title'],
  ['assistantName', 'text', ''],
  ['assistantPhone', 'tel', ''],
] as const;

/** Create an account: user name and password, and below them all that Tracker can hold. */
export function registerPage(page: RegisterPage): string {
  const { toRoot } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const more = [...person, ...work].map(([name]): string => name);
  const open = Object.keys({ ...page.problems, ...page.values }).some(
    (name) =>
      (more.includes(name) || /^(home|business)|^remarks$/.test(name)) && (page.values[name] || page.problems[name]),
  );
  const fieldOf = (name: Name, settings: Partial<FieldSpec> = {}) =>
    field(
      {
        ...labelled(texts, language, name, page.problems[name], {
          longest: page.limits[name],
          shortest: page.shortestPassword,
        }),
        longest: page.limits[name] ?? 0,
        value: page.values[name],
        ...settings,
      },
      texts.optional,
    );
  const group = (title: string, fields: readonly Html[]) => html`<fieldset class="account-group">
<legend class="account-legend">${title}</legend>
${fields}
</fieldset>`;
  const placeOf = (place: 'home' | 'business', section: string) =>
    places.map(([name, type, fills]) =>
      fieldOf(`${place}${name}` as Name, { type, fills: fills && `${section} ${fills}` }),
    );

  const body = html`<h1>${texts.registerTitle}</h1>
<p class="account-intro">${texts.registerIntro}</p>
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}account/register" novalidate>
${fieldOf('username', { required: true, fills: 'username', focus: true })}
${fieldOf('password', { required: true, type: 'password', fills: 'new-password', hint: texts.passwordHint })}
${fieldOf('confirm', { required: true, type: 'password', fills: 'new-password' })}
<details class="account-more"${open && html` open`}>
<summary>${texts.registerMore}</summary>
<p class="field-hint">${texts.registerMoreHelp}</p>
${group(
  texts.sectionPerson,
  person.map(([name, type, fills]) => fieldOf(name, { type, fills })),
)}
${group(texts.sectionHome, placeOf('home', 'home'))}
${group(texts.sectionBusiness, [
  ...work.map(([name, type, fills]) => fieldOf(name, { type, fills })),
  ...placeOf('business', 'work'),
])}
${group(texts.sectionRemarks, [fieldOf('remarks', { type: 'lines' })])}
</details>
<button class="button button-primary" type="submit">${texts.registerAction}</button>
</form>
<p class="account-links"><a href="${toRoot}account/login">${texts.haveAccount}</a> <a href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.registerTitle, toRoot, body });
}
