import { type Html, html } from './html.ts';
import type { AccountTexts } from './texts.ts';

export type AccountPlace = keyof AccountTexts['nav'];

/** Where each page stands below the root. */
const places: Readonly<Record<AccountPlace, string>> = {
  home: 'account/',
  profile: 'account/profile',
  callbacks: 'account/callbacks',
  transcripts: 'account/transcripts',
  password: 'account/password',
  data: 'account/data',
};

/** The way among the pages of somebody who is signed in. */
export function accountNav(texts: AccountTexts, toRoot: string, current: AccountPlace): Html {
  const links = (Object.keys(places) as AccountPlace[]).map(
    (place) =>
      html`<li><a href="${toRoot}${places[place]}"${place === current && html` aria-current="page"`}>${texts.nav[place]}</a></li>`,
  );
  return html`<nav class="account-nav" aria-label="${texts.navLabel}"><ul>
${links}
</ul></nav>`;
}
