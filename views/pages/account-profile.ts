import { type ContactForm, type ContactGroup, contactGroups } from './account-contact.ts';
import { accountNav } from './account-nav.ts';
import { refusalSummary } from './account-summary.ts';
import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, fill, localeFor } from './texts.ts';

export interface ShownMailbox {
  readonly address: string;
  readonly verified: boolean;
}

export interface ProfilePage extends Reader, Omit<ContactForm, 'hints'> {
  readonly username: string;
  /** Of the profile that the form was made from. */
  readonly version: number;
  /** What is said above the form. */
  readonly said?: 'saved' | 'savedMail' | 'mailSent' | 'mailNotSent' | undefined;
  /** Somebody else saved these values meanwhile. */
  readonly elsewhere?: Readonly<Record<string, string | undefined>> | undefined;
  /** E-mail addresses as they are saved; undefined: this site sends no mail. */
  readonly mailboxes: readonly ShownMailbox[] | undefined;
}

/** Everything that is known of who is signed in, to be changed. */
export function profilePage(page: ProfilePage): string {
  const { toRoot, elsewhere } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const hints = elsewhere && hintsOf(page.values, elsewhere, texts);
  const groups = contactGroups({ ...page, ...(hints && { hints }) }, texts, language);
  const body = html`${accountNav(texts, toRoot, 'profile')}
<h1>${texts.profileTitle}</h1>
${said(page, texts)}
<p class="account-intro">${texts.profileIntro}</p>
${elsewhere && html`<p class="notice notice-warning" role="alert">${texts.profileStale}</p>`}
${refusalSummary(page, texts, language)}
<dl class="account-facts"><dt>${texts.fields.username}</dt><dd>${page.username}</dd></dl>
<form class="account-form" method="post" action="${toRoot}account/profile" novalidate>
<input type="hidden" name="version" value="${page.version}">
${groups.map(section)}
<button class="button button-primary" type="submit">${texts.profileAction}</button>
</form>
${page.mailboxes && mailSection(page.mailboxes, toRoot, texts)}`;
  return printPage({ language, direction, title: texts.profileTitle, toRoot, body });
}

function said({ said: what }: ProfilePage, texts: AccountTexts): Html | false {
  if (what === undefined) return false;
  const text = {
    saved: texts.profileSaved,
    savedMail: texts.profileSavedMail,
    mailSent: texts.mailSent,
    mailNotSent: texts.mailNotSent,
  }[what];
  const kind = what === 'mailNotSent' ? 'notice-warning' : 'notice-success';
  return html`<p class="notice ${kind}" role="status">${text}</p>`;
}

/** Who has said nothing about himself yet finds his name open. */
function section({ title, used, fields }: ContactGroup, index: number): Html {
  return html`<details class="account-more"${(used || index === 0) && html` open`}>
<summary>${title}</summary>
<div class="account-group">
${fields}
</div>
</details>`;
}

function hintsOf(
  typed: ProfilePage['values'],
  saved: NonNullable<ProfilePage['elsewhere']>,
  texts: AccountTexts,
): Record<string, string> {
  const names = new Set([...Object.keys(typed), ...Object.keys(saved)]);
  const differing = [...names].filter((name) => (typed[name] ?? '') !== (saved[name] ?? ''));
  const hint = (value: string | undefined) => (value ? fill(texts.savedNow, { value }) : texts.savedEmpty);
  return Object.fromEntries(differing.map((name) => [name, hint(saved[name])]));
}

function mailSection(mailboxes: readonly ShownMailbox[], toRoot: string, texts: AccountTexts): Html | false {
  if (mailboxes.length === 0) return false;
  const rows = mailboxes.map(
    ({ address, verified }) => html`<li class="account-item">
<span class="account-item-title">${address}</span>
<span class="account-intro">${verified ? texts.mailConfirmed : texts.mailOpen}</span>
${
  !verified &&
  html`<form method="post" action="${toRoot}account/confirm"><input type="hidden" name="address" value="${address}">
<button class="button" type="submit" aria-label="${fill(texts.mailActionFor, { address })}">${texts.mailAction}</button></form>`
}
</li>`,
  );
  return html`<section class="account-section">
<h2>${texts.mailTitle}</h2>
<p class="account-intro">${texts.mailIntro}</p>
<ul class="account-list">
${rows}
</ul>
</section>`;
}
