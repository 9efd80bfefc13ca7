import { counted, labelled, type Problems, type Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { field } from './field.ts';
import { html } from './html.ts';
import { localeFor } from './texts.ts';

export interface LoginPage extends Reader {
  readonly username: string;
  readonly problems: Problems;
  /** Why the form as a whole was refused. */
  readonly notice?: 'loginRefused' | 'limited' | 'busy' | undefined;
  readonly minutes?: number | undefined;
  /** Where it goes, and a field that tells it from other forms there. Default: the account's own sign-in page. */
  readonly form?: { readonly action: string; readonly mark: string } | undefined;
  /** Whether somebody who has forgotten the password gets help. */
  readonly resets: boolean;
}

export function loginPage({
  language: wanted,
  toRoot,
  username,
  problems,
  notice,
  minutes,
  form,
  resets,
}: LoginPage): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const message = notice === 'limited' ? counted(texts.limited, minutes ?? 1, language) : notice && texts[notice];
  const body = html`<h1>${texts.loginTitle}</h1>
${message && html`<p class="notice notice-danger" role="alert">${message}</p>`}
<form class="account-form" method="post" action="${form?.action ?? `${toRoot}account/login`}" novalidate>
${form && html`<input type="hidden" name="${form.mark}" value="1">`}
${field({
  ...labelled(texts, language, 'username', problems.username),
  value: username,
  required: true,
  fills: 'username',
  focus: username === '',
})}
${field({
  ...labelled(texts, language, 'password', problems.password),
  type: 'password',
  required: true,
  fills: 'current-password',
  focus: username !== '',
})}
<button class="button button-primary" type="submit">${texts.loginAction}</button>
</form>
<p class="account-links">${resets && html`<a href="${toRoot}account/forgot">${texts.forgotLink}</a> `}<a href="${toRoot}account/register">${texts.noAccount}</a> <a href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.loginTitle, toRoot, body });
}
