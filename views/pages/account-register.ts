import { type ContactForm, contactField, contactGroups } from './account-contact.ts';
import { type Refused, refusalSummary } from './account-summary.ts';
import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import type { FieldSpec } from './field.ts';
import { html } from './html.ts';
import { localeFor } from './texts.ts';

export interface RegisterPage extends Reader, Refused, ContactForm {}

/** Create an account: user name and password, and below them all that Tracker can hold. */
export function registerPage(page: RegisterPage): string {
  const { toRoot } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const groups = contactGroups(page, texts, language);
  const open = groups.some(({ used }) => used);
  const fieldOf = (name: 'username' | 'password' | 'confirm', settings: Partial<FieldSpec>) =>
    contactField(page, texts, language, name, { required: true, ...settings });

  const body = html`<h1>${texts.registerTitle}</h1>
<p class="account-intro">${texts.registerIntro}</p>
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}account/register" novalidate>
${fieldOf('username', { fills: 'username', focus: true })}
${fieldOf('password', { type: 'password', fills: 'new-password', hint: texts.passwordHint })}
${fieldOf('confirm', { type: 'password', fills: 'new-password' })}
<details class="account-more"${open && html` open`}>
<summary>${texts.registerMore}</summary>
<p class="field-hint">${texts.registerMoreHelp}</p>
${groups.map(
  ({ title, fields }) => html`<fieldset class="account-group">
<legend class="account-legend">${title}</legend>
${fields}
</fieldset>`,
)}
</details>
<button class="button button-primary" type="submit">${texts.registerAction}</button>
</form>
<p class="account-links"><a href="${toRoot}account/login">${texts.haveAccount}</a> <a href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.registerTitle, toRoot, body });
}
