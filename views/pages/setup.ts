import { labelled, type Problems, type Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { field } from './field.ts';
import { html } from './html.ts';
import { fill, localeFor } from './texts.ts';

export interface SetupPage extends Reader {
  readonly username: string;
  readonly displayName: string;
  readonly problems: Problems;
  readonly longest: { readonly username: number; readonly displayName: number; readonly password: number };
  readonly shortestPassword: number;
}

/** Name and password of the first administrator. The form goes to the page's own address. */
export function setupPage(page: SetupPage): string {
  const { language, direction, account: texts } = localeFor(page.language);
  const of = (name: 'username' | 'displayName' | 'password' | 'confirm') =>
    labelled(texts, language, name, page.problems[name], {
      longest: page.longest[name === 'confirm' ? 'password' : name],
      shortest: page.shortestPassword,
    });
  const { longest, toRoot } = page;
  const body = html`<h1>${texts.setupTitle}</h1>
<p class="account-intro">${texts.setupIntro}</p>
<form class="account-form" method="post" novalidate>
${field({ ...of('username'), value: page.username, required: true, fills: 'username', longest: longest.username, focus: true })}
${field({ ...of('displayName'), value: page.displayName, fills: 'name', longest: longest.displayName }, texts.optional)}
${field({ ...of('password'), type: 'password', required: true, fills: 'new-password', hint: texts.passwordHint })}
${field({ ...of('confirm'), type: 'password', required: true, fills: 'new-password' })}
<button class="button button-primary" type="submit">${texts.setupAction}</button>
</form>`;
  return printPage({ language, direction, title: texts.setupTitle, toRoot, body });
}

export function setupDonePage({ language: wanted, toRoot, username }: Reader & { readonly username: string }): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const body = html`<h1>${texts.setupDoneTitle}</h1>
<p>${fill(texts.setupDone, { name: username })}</p>
<p><a class="button button-primary" href="${toRoot}agent/">${texts.toConsole}</a></p>`;
  return printPage({ language, direction, title: texts.setupDoneTitle, toRoot, body });
}

/** The link has been used, is too old, or is no longer needed. */
export function setupGonePage({ language: wanted, toRoot }: Reader): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const body = html`<h1>${texts.setupGoneTitle}</h1>
<p>${texts.setupGone}</p>
<p><a class="button" href="${toRoot}agent/">${texts.toConsole}</a></p>`;
  return printPage({ language, direction, title: texts.setupGoneTitle, toRoot, body });
}
