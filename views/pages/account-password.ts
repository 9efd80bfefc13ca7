import { accountNav } from './account-nav.ts';
import { type Refused, refusalSummary } from './account-summary.ts';
import { labelled, type Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { field } from './field.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, fill, localeFor } from './texts.ts';

export interface PasswordPage extends Reader, Refused {
  readonly username: string;
  readonly shortestPassword: number;
  readonly longestPassword: number;
  /** It has just been changed. */
  readonly changed?: boolean | undefined;
}

/** Change the password of the account that is signed in. */
export function passwordPage(page: PasswordPage): string {
  const { toRoot, username, changed } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const body = html`${accountNav(texts, toRoot, 'password')}
<h1>${texts.passwordTitle}</h1>
${changed && html`<p class="notice notice-success" role="status">${texts.passwordChanged}</p>`}
<p class="account-intro">${texts.passwordIntro}</p>
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}account/password" novalidate>
${nameForManagers(username)}
${field({
  ...labelled(texts, language, 'present', page.problems.present),
  type: 'password',
  required: true,
  fills: 'current-password',
})}
${newPassword(page, texts, language)}
<button class="button button-primary" type="submit">${texts.passwordAction}</button>
</form>`;
  return printPage({ language, direction, title: texts.passwordTitle, toRoot, body });
}

export interface ForgotPage extends Reader, Refused {
  readonly username: string;
  /** The wish has been taken. */
  readonly done: boolean;
}

/** Ask for a link with which a forgotten password is replaced. */
export function forgotPage(page: ForgotPage): string {
  const { toRoot, username, done } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const title = done ? texts.forgotDoneTitle : texts.forgotTitle;
  const form = html`<p class="account-intro">${texts.forgotIntro}</p>
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}account/forgot" novalidate>
${field({
  ...labelled(texts, language, 'username', page.problems.username),
  value: username,
  required: true,
  fills: 'username',
  focus: true,
})}
<button class="button button-primary" type="submit">${texts.forgotAction}</button>
</form>`;
  const body = html`<h1>${title}</h1>
${done ? html`<p role="status">${texts.forgotDone}</p><p class="account-intro">${texts.forgotDoneHelp}</p>` : form}
<p class="account-links"><a href="${toRoot}account/login">${texts.toLogin}</a></p>`;
  return printPage({ language, direction, title, toRoot, body });
}

export interface ResetPage extends Reader, Refused {
  readonly username: string;
  readonly shortestPassword: number;
  readonly longestPassword: number;
}

/** Choose a new password, behind the link of a mail. Without an action, the form goes to where the page came from. */
export function resetPage(page: ResetPage): string {
  const { toRoot, username } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const body = html`<h1>${texts.resetTitle}</h1>
<p class="account-intro">${fill(texts.resetIntro, { name: username })}</p>
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" novalidate>
${nameForManagers(username)}
${newPassword(page, texts, language, true)}
<button class="button button-primary" type="submit">${texts.resetAction}</button>
</form>`;
  return printPage({ language, direction, title: texts.resetTitle, toRoot, body });
}

/** What came of a link: used now, or no longer good. */
export function resetEndPage({ language: wanted, toRoot }: Reader, end: 'done' | 'gone'): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const title = end === 'done' ? texts.resetDoneTitle : texts.linkGoneTitle;
  const way =
    end === 'done'
      ? html`<a class="button button-primary" href="${toRoot}account/login">${texts.toLogin}</a>`
      : html`<a class="button button-primary" href="${toRoot}account/forgot">${texts.resetAgain}</a>`;
  const body = html`<h1>${title}</h1>
<p role="status">${end === 'done' ? texts.resetDone : texts.resetGone}</p>
<p>${way}</p>`;
  return printPage({ language, direction, title, toRoot, body });
}

function newPassword(
  { problems, shortestPassword: shortest, longestPassword: longest }: PasswordPage | ResetPage,
  texts: AccountTexts,
  language: string,
  focus = false,
): Html {
  return html`${field({
    ...labelled(texts, language, 'newPassword', problems.newPassword, { longest, shortest }),
    type: 'password',
    required: true,
    fills: 'new-password',
    hint: texts.passwordHint,
    focus,
  })}
${field({
  ...labelled(texts, language, 'confirm', problems.confirm),
  type: 'password',
  required: true,
  fills: 'new-password',
})}`;
}

/** Password managers want to know whose password it is. */
function nameForManagers(username: string): Html {
  return html`<input type="text" name="username" value="${username}" autocomplete="username" hidden>`;
}
