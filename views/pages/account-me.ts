import { accountNav } from './account-nav.ts';
import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { html } from './html.ts';
import { fill, localeFor } from './texts.ts';

export interface MePage extends Reader {
  readonly displayName: string;
  readonly username: string;
  /** The account has just been made. */
  readonly created: boolean;
}

/** Who is signed in here. */
export function mePage({ language: wanted, toRoot, displayName, username, created }: MePage): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const body = html`${accountNav(texts, toRoot, 'home')}
<h1>${texts.meTitle}</h1>
${created && html`<p class="notice notice-success" role="status">${texts.created}</p>`}
<p>${fill(texts.signedInAs, { name: displayName })}</p>
${displayName !== username && html`<dl class="account-facts"><dt>${texts.fields.username}</dt><dd>${username}</dd></dl>`}
<p><a class="button button-primary" href="${toRoot}">${texts.toChat}</a></p>
<form method="post" action="${toRoot}account/logout"><button class="button" type="submit">${texts.logoutAction}</button></form>`;
  return printPage({ language, direction, title: texts.meTitle, toRoot, body });
}
